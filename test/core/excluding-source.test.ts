import {describe, expect, it} from '@jest/globals';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {excluding} from '../../src/core/excluding-source.ts';
import type {ReportSource} from '../../src/core/report-source.ts';
import {collected} from '../support/collected.ts';
import {countedDays, dailyCounts} from '../support/daily-counts.ts';
import {DAY, memorySource} from '../support/memory-source.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const TREE = {
  a: {'1.json': failingDocument('1'), '2.json': documentOf('2')},
  b: {'1.json': failingDocument('1')},
  secret: {'1.json': failingDocument('1'), '3.json': documentOf('3')},
};
const SCOPE = {from: DAY, to: DAY};
const LATER = '2025-09-14' as CalendarDate;
const LAST = '2025-09-15' as CalendarDate;

const withoutSecret = (answers: Partial<ReportSource> = {}): ReportSource =>
  excluding(memorySource(TREE, answers), ['secret', 'gone']);

describe('a source without some of its projects', () => {
  it('is the source itself where there are none to leave out', () => {
    const source = memorySource(TREE);
    expect(excluding(source, [])).toBe(source);
  });

  it('says what and where the source is, and what is all that may be seen of it', async () => {
    const source = withoutSecret({identity: async () => 'number 1', visibleProjects: ['a']});
    expect(source).toMatchObject({kind: 'memory', location: 'memory', visibleProjects: ['a']});
    expect(await source.identity()).toBe('number 1');
    expect(withoutSecret().visibleProjects).toBeUndefined();
  });

  it('counts the other projects together, date by date', async () => {
    expect(await dailyCounts(withoutSecret(), {...SCOPE, project: null})).toEqual([
      {date: DAY, records: 3, traces: 3, failingTraces: 2},
    ]);
    const count = (date: CalendarDate) => ({date, records: 2, traces: 1, failingTraces: 0});
    const dates: Readonly<Record<string, readonly CalendarDate[]>> = {a: [LATER], b: [DAY, LATER, LAST], secret: [DAY]};
    const source = withoutSecret({
      counted: countedDays(async ({project, from, to}) =>
        (dates[project ?? ''] ?? []).filter((date) => from <= date && date <= to).map(count),
      ),
    });
    expect(await dailyCounts(source, {project: null, from: DAY, to: LAST})).toEqual([
      count(DAY),
      {date: LATER, records: 4, traces: 2, failingTraces: 0},
      count(LAST),
    ]);
  });

  it('answers about one project as the source does, and about one that is left out with nothing', async () => {
    const source = withoutSecret();
    expect(await dailyCounts(source, {...SCOPE, project: 'a'})).toEqual([
      {date: DAY, records: 2, traces: 2, failingTraces: 1},
    ]);
    expect(await dailyCounts(source, {...SCOPE, project: 'secret'})).toEqual([]);
    const failing = async (project: string | null) =>
      (await collected(source.failingTraces(project, DAY))).map((trace) => `${trace.project}/${trace.traceId}`);
    expect(await failing(null)).toEqual(['a/1', 'b/1']);
    expect(await failing('b')).toEqual(['b/1']);
    expect(await failing('secret')).toEqual([]);
  });

  it('lists and gives the documents of the others alone', async () => {
    const source = withoutSecret();
    expect(await source.projects()).toEqual(['a', 'b']);
    const days = async (scope: Parameters<ReportSource['days']>[0]) =>
      (await source.days(scope)).map(({project}) => project);
    expect(await days(null)).toEqual(['a', 'b']);
    expect(await days({...SCOPE, project: null})).toEqual(['a', 'b']);
    expect(await days({...SCOPE, project: 'a'})).not.toContain('secret');
    expect(await collected(source.snapshots('a', DAY))).toHaveLength(2);
    expect(await collected(source.snapshots('secret', DAY))).toEqual([]);
    const reference = {date: DAY, runId: '1', fileName: null};
    expect(await source.snapshot({...reference, project: 'b'})).toMatchObject({project: 'b', runId: '1'});
    expect(await source.snapshot({...reference, project: 'secret'})).toBeNull();
  });

  it('has passed over those that are there, once it was asked about all', async () => {
    const own = {kind: 'other-file', project: 'a', count: 1, example: 'a/x'} as const;
    const left = {kind: 'excluded-project', project: null, count: 1, example: 'secret'};
    const asked: readonly ((source: ReportSource) => Promise<unknown>)[] = [
      (source) => source.days(null),
      (source) => source.days({...SCOPE, project: null}),
      (source) => dailyCounts(source, {...SCOPE, project: null}),
      (source) => collected(source.failingTraces(null, DAY)),
    ];
    for (const ask of asked) {
      const source = withoutSecret({passedOver: () => [own]});
      await source.days({...SCOPE, project: 'a'});
      await dailyCounts(source, {...SCOPE, project: 'secret'});
      expect(source.passedOver()).toEqual([own]);
      await ask(source);
      expect(source.passedOver()).toEqual([own, left]);
    }
  });

  it('hands on which files are unreadable and what changed', async () => {
    const unreadable = [{path: 'a/x.json', reason: 'not JSON'}];
    const changes = [{path: 'a/x.json', change: 'changed'}] as never;
    const source = withoutSecret({unreadableFiles: () => unreadable, changes: async () => changes});
    expect(source.unreadableFiles()).toBe(unreadable);
    expect(await source.changes()).toBe(changes);
  });
});
