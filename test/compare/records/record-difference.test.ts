import {describe, expect, it} from '@jest/globals';
import {type RecordDifference, recordDifferences} from '../../../src/compare/records/record-difference.ts';
import {readSideDay} from '../../../src/compare/records/side-day.ts';
import {DAY, type MemoryTree, memorySource} from '../../support/memory-source.ts';
import {documentOf} from '../../support/trace-tree.ts';

type Files = MemoryTree[string];

async function differences(control: Files, candidate: Files): Promise<RecordDifference[]> {
  const [left, right] = [
    await readSideDay(memorySource({p: control}), 'p', DAY),
    await readSideDay(memorySource({p: candidate}), 'p', DAY),
  ];
  return recordDifferences('p', DAY, left, right);
}

async function kinds(control: Files, candidate: Files): Promise<string[]> {
  return (await differences(control, candidate)).map(({kind, key}) => `${kind} ${key.runId}`);
}

const older = documentOf('1', {x: 'older'}, {extracted_at: '2025-01-01T00:00:00Z'});
const newer = documentOf('1', {x: 'newer'}, {extracted_at: '2025-01-02T00:00:00Z'});

describe('the differences of two days', () => {
  it('are none where the documents are equal, whatever their files are called', async () => {
    expect(await kinds({'a.json': documentOf('1')}, {'b.json': documentOf('1')})).toEqual([]);
    expect(await kinds({'a.json': older, 'b.json': newer}, {'c.json': newer})).toEqual([]);
  });

  it('are missing, extra and changed, in the order of the run ids', async () => {
    const control = {'a.json': documentOf('～'), 'b.json': documentOf('😀'), 'c.json': documentOf('1', {x: 1})};
    const candidate = {'c.json': documentOf('1', {x: 2}), 'd.json': documentOf('2')};
    expect(await kinds(control, candidate)).toEqual(['changed 1', 'extra 2', 'missing ～', 'missing 😀']);
    expect(await kinds(candidate, control)).toEqual(['changed 1', 'missing 2', 'extra ～', 'extra 😀']);
  });

  it('are superseded where one side holds a snapshot that lost on the other', async () => {
    expect(await kinds({'a.json': older, 'b.json': newer}, {'a.json': older})).toEqual(['superseded 1']);
    expect(await kinds({'a.json': older}, {'a.json': older, 'b.json': newer})).toEqual(['superseded 1']);
    expect(await kinds({'a.json': newer}, {'a.json': older})).toEqual(['changed 1']);
  });

  it('are unreadable where a file of the record cannot be read', async () => {
    const readable = {'1_1.json': documentOf('1')};
    expect(await kinds({'1_1.json': 'broken'}, readable)).toEqual(['unreadable 1']);
    expect(await kinds(readable, {'1_1.json': 'broken'})).toEqual(['unreadable 1']);
    // By the run id at the start of the name, although the other side's file has another name.
    expect(await kinds({'1_2.json': 'broken'}, readable)).toEqual(['unreadable 1']);
    expect(await kinds({'10_1.json': 'broken'}, readable)).toEqual(['extra 1']);
    expect(await kinds({'1_x_1.json': 'broken'}, readable)).toEqual(['extra 1']);
    // An older readable snapshot is there, and the other side has what the broken file said.
    const [difference] = await differences({'1_1.json': older, '1_2.json': 'broken'}, {'1_2.json': newer});
    expect(difference).toMatchObject({
      kind: 'unreadable',
      control: {fileName: '1_1.json'},
      candidate: {fileName: '1_2.json'},
      unreadable: {side: 'control', fileName: '1_2.json', reason: 'not JSON'},
    });
  });

  it('are there where only the trace id of a column differs', async () => {
    const [left, right] = [
      memorySource({p: {'a.json': documentOf('1')}}),
      memorySource({p: {'a.json': documentOf('1')}}),
    ];
    const control = await readSideDay(left, 'p', DAY);
    const day = await readSideDay(right, 'p', DAY);
    const moved = new Map([...day.records].map(([runId, record]) => [runId, {...record, traceId: 'other'}]));
    expect(recordDifferences('p', DAY, control, {...day, records: moved})).toMatchObject([{kind: 'changed'}]);
  });
});
