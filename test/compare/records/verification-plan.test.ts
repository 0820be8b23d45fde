import {describe, expect, it} from '@jest/globals';
import {planVerification} from '../../../src/compare/records/verification.ts';
import {DAY, memorySource} from '../../support/memory-source.ts';
import {documentOf} from '../../support/trace-tree.ts';

const control = memorySource({
  p: {'a.json': documentOf('a'), 'b.json': documentOf('b')},
  q: {'c.json': documentOf('c')},
});
const candidate = memorySource({p: {'a.json': documentOf('a')}});
const p = {project: 'p', date: DAY};
const q = {project: 'q', date: DAY};
const leftAlone = {days: 0, records: 0};

describe('the plan of a verification', () => {
  it('leaves out what is untouched, and counts it', async () => {
    const recordsUntouched = ({project}: {readonly project: string}): number | null => (project === 'p' ? 2 : null);
    expect(await planVerification(control, candidate, null, {recordsUntouched})).toEqual({
      days: [q],
      size: 1,
      leftAlone: {days: 1, records: 2},
    });
  });

  it('has every day of either side, and all that there is to read', async () => {
    expect(await planVerification(control, candidate, null)).toEqual({days: [p, q], size: 4, leftAlone});
    expect(await planVerification(candidate, control, null)).toEqual({days: [p, q], size: 4, leftAlone});
  });

  it('has the days of named records alone, and what there is to read of them', async () => {
    expect(await planVerification(control, candidate, null, {keys: [{...q, runId: 'c'}]})).toEqual({
      days: [q],
      size: 1,
      leftAlone,
    });
    expect(await planVerification(control, candidate, null, {keys: []})).toEqual({days: [], size: 0, leftAlone});
  });
});
