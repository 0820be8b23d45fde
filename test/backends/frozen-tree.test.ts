import {mkdir, rename, rm, stat, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {questionsOf} from '../../src/asking/question.ts';
import {FileSource} from '../../src/backends/file/file-source.ts';
import {FrozenTree} from '../../src/backends/file/tree/frozen-tree.ts';
import {compareSources} from '../../src/compare/comparison.ts';
import {exitCodeOf} from '../../src/compare/exit-code.ts';
import {planVerification, verifySources} from '../../src/compare/records/verification.ts';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {Backends} from '../support/backends.ts';
import {dailyCounts} from '../support/daily-counts.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13' as CalendarDate;
const NEXT = '2025-09-14' as CalendarDate;

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

beforeEach(async () => {
  await backends.useTree({
    [`a/${DAY}/1.json`]: failingDocument('1'),
    [`a/${DAY}/2.json`]: documentOf('2'),
    [`b/${NEXT}/3.json`]: documentOf('3'),
  });
});

afterAll(() => backends.destroy());

async function frozen(): Promise<FrozenTree> {
  return FrozenTree.list(await backends.tree(), null);
}

function path(...parts: string[]): string {
  return join(backends.dataDir, ...parts);
}

describe('a frozen tree', () => {
  it('is what one listing found: what comes later does not count', async () => {
    const source = new FileSource(await frozen());
    await writeFile(path('a', DAY, '4.json'), JSON.stringify(documentOf('4')));
    await mkdir(path('c', DAY), {recursive: true});
    await writeFile(path('c', DAY, '5.json'), JSON.stringify(documentOf('5')));
    expect(await source.projects()).toEqual(['a', 'b']);
    expect(await dailyCounts(source, {project: null, from: DAY, to: DAY})).toMatchObject([{records: 2}]);
    expect(await source.days(null)).toEqual([
      {project: 'a', date: DAY, size: 2},
      {project: 'b', date: NEXT, size: 1},
    ]);
    expect(await source.changes()).toEqual([]);
  });

  it('names a file that changed, although its size and its time of modification are as before', async () => {
    const file = path('a', DAY, '2.json');
    await utimes(file, 1_700_000_000, 1_700_000_000);
    const before = await stat(file);
    const tree = await frozen();
    await writeFile(file, JSON.stringify(documentOf('9')));
    await utimes(file, 1_700_000_000, 1_700_000_000);
    const after = await stat(file);
    expect([after.size, after.mtimeMs]).toEqual([before.size, before.mtimeMs]);
    expect(await tree.changes()).toEqual([{path: `a/${DAY}/2.json`, project: 'a', date: DAY, change: 'changed'}]);
  });

  it('names a file that vanished, and one that another took the place of', async () => {
    const tree = await frozen();
    await rm(path('b', NEXT, '3.json'));
    await writeFile(path('a', DAY, 'new'), JSON.stringify(failingDocument('1')));
    await rename(path('a', DAY, 'new'), path('a', DAY, '1.json'));
    expect(await tree.changes()).toMatchObject([
      {path: `a/${DAY}/1.json`, change: 'changed'},
      {path: `b/${NEXT}/3.json`, change: 'vanished'},
    ]);
  });
});

describe('a file that changes during a comparison', () => {
  it('takes the proof from every question that it is behind, and from no other', async () => {
    const [control, candidate] = [new FileSource(await frozen()), new FileSource(await frozen())];
    const questions = questionsOf(['zenrows-errors'], [null, 'a', 'b'], [DAY, NEXT]);
    const comparison = await compareSources(
      control,
      candidate,
      {questions, failures: []},
      {
        today: DAY,
        onQuestion: () => {},
      },
    );
    expect(comparison.summary.conclusion).toBe('the same');
    await writeFile(path('a', DAY, '2.json'), '{}');
    const again = await compareSources(control, candidate, {questions, failures: []}, {today: DAY});
    expect(
      again.results.map(({question, verdict, reason}) => `${question.from} ${question.project} ${verdict} ${reason}`),
    ).toEqual([
      `${DAY} null inconclusive unstable`,
      `${DAY} a inconclusive unstable`,
      `${DAY} b inconclusive empty`,
      `${NEXT} null matched null`,
      `${NEXT} a inconclusive empty`,
      `${NEXT} b matched null`,
    ]);
    expect(again.changes.map(({side, path: changed}) => `${side} ${changed}`)).toEqual([
      `control a/${DAY}/2.json`,
      `candidate a/${DAY}/2.json`,
    ]);
    expect(exitCodeOf(again.summary)).toBe(2);
  });

  it('is named by a verification, too', async () => {
    const [control, candidate] = [new FileSource(await frozen()), new FileSource(await frozen())];
    await writeFile(path('a', DAY, '2.json'), '{}');
    const plan = await planVerification(control, candidate, null);
    expect((await verifySources(control, candidate, plan)).changes).toHaveLength(2);
  });
});
