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

describe('the plan of a verification', () => {
  it('has every day of either side, and all that there is to read', async () => {
    expect(await planVerification(control, candidate, null)).toEqual({days: [p, q], size: 4});
    expect(await planVerification(candidate, control, null)).toEqual({days: [p, q], size: 4});
  });

  it('has the days of named records alone, and what there is to read of them', async () => {
    expect(await planVerification(control, candidate, null, [{...q, runId: 'c'}])).toEqual({days: [q], size: 1});
    expect(await planVerification(control, candidate, null, [])).toEqual({days: [], size: 0});
  });
});
