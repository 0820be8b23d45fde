import {describe, expect, it} from '@jest/globals';
import {recordChanges} from '../../../src/compare/records/record-change.ts';
import {type RecordDifference, recordDifferences} from '../../../src/compare/records/record-difference.ts';
import {readSideDay} from '../../../src/compare/records/side-day.ts';
import type {ReportSource} from '../../../src/core/report-source.ts';
import {DAY, memorySource} from '../../support/memory-source.ts';
import {documentOf} from '../../support/trace-tree.ts';

const tree = (x: unknown, trace: object = {}) => ({p: {'a.json': documentOf('a', {x, ...trace})}});

async function differenceOf(control: ReportSource, candidate: ReportSource): Promise<RecordDifference> {
  const [left, right] = [await readSideDay(control, 'p', DAY), await readSideDay(candidate, 'p', DAY)];
  return recordDifferences('p', DAY, left, right)[0] as RecordDifference;
}

describe('where two documents differ', () => {
  const [one, two] = [memorySource(tree(1)), memorySource(tree(null))];

  it('is said by path, null apart from nothing', async () => {
    const difference = await differenceOf(one, two);
    expect(await recordChanges(difference, one, two)).toMatchObject([{path: '$.trace.x', candidate: null}]);
    const without = memorySource(tree(undefined));
    expect(await recordChanges(await differenceOf(one, without), one, without)).toMatchObject([
      {path: '$.trace.x', candidate: undefined},
    ]);
  });

  it('is not said of a record that one side alone has', async () => {
    const none = memorySource({p: {}});
    expect(await recordChanges(await differenceOf(one, none), one, none)).toEqual([]);
    expect(await recordChanges(await differenceOf(none, one), none, one)).toEqual([]);
  });

  it('is not said of one that is no longer there, nor of one that is more than this program can take', async () => {
    const difference = await differenceOf(one, two);
    const gone = memorySource({p: {}});
    expect(await recordChanges(difference, gone, two)).toEqual([]);
    expect(await recordChanges(difference, one, gone)).toEqual([]);
    // Longer than a string may be.
    const long = memorySource(tree(1), {snapshot: async () => ({canonical: () => 'x'.repeat(2 ** 30)}) as never});
    expect(await recordChanges(difference, long, two)).toEqual([]);
  });

  it('fails with the source, where it is the source that fails', async () => {
    const broken = memorySource(tree(1), {
      snapshot: async () => {
        throw new Error('no connection');
      },
    });
    await expect(recordChanges(await differenceOf(one, two), broken, two)).rejects.toThrow('no connection');
  });

  it('is in the columns of a row, on whichever side the row is', async () => {
    const difference = await differenceOf(one, memorySource(tree(2)));
    const faults = [{column: 'symbol', document: '"BTC"', stored: 'null'}] as never;
    const control = {...difference.control, faults} as typeof difference.control;
    const path = 'column symbol';
    expect(await recordChanges({...difference, control, candidate: difference.control}, one, one)).toEqual([
      {path, control: null, candidate: 'BTC'},
    ]);
    expect(await recordChanges({...difference, candidate: control}, one, one)).toEqual([
      {path, control: 'BTC', candidate: null},
    ]);
  });
});
