import {describe, expect, it} from '@jest/globals';
import {recheck} from '../../../src/compare/records/recheck.ts';
import {DAY, memorySource} from '../../support/memory-source.ts';
import {documentOf} from '../../support/trace-tree.ts';

describe('records that are looked at again', () => {
  it('are those that the sides still do not hold alike', async () => {
    const control = memorySource({
      p: {'1.json': documentOf('1'), '2.json': documentOf('2'), '3.json': documentOf('3')},
    });
    const candidate = memorySource({
      p: {'1.json': documentOf('1'), '2.json': documentOf('2', {x: 1}), '4.json': documentOf('4')},
    });
    const records = ['1', '2', '3', '4', '5'].map((runId) => ({
      project: 'p',
      date: DAY,
      runId,
      fileName: Number(runId) > 3 ? null : `${runId}.json`,
    }));
    let looked = 0;
    const differing = await recheck(control, candidate, records, () => {
      looked += 1;
    });
    expect(differing.map(({runId}) => runId)).toEqual(['2', '3', '4']);
    expect(looked).toBe(5);
  });
});
