import {describe, expect, it} from '@jest/globals';
import {dayQuestion, type Question, questionsOf} from '../../src/asking/question.ts';
import {compareSources} from '../../src/compare/comparison.ts';
import {summarize} from '../../src/compare/comparison-summary.ts';
import {exitCodeOf} from '../../src/compare/exit-code.ts';
import {cellDifferences} from '../../src/compare/explanation/cell-difference.ts';
import {outputDocuments} from '../../src/compare/formats/documents/output.ts';
import type {Observation} from '../../src/compare/observation.ts';
import {judge, type Result} from '../../src/compare/result.ts';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import type {ReportSource} from '../../src/core/report-source.ts';
import {zenrowsErrors} from '../../src/core/reports/zenrows-errors.ts';
import {countedDays} from '../support/daily-counts.ts';

const DAY = '2025-09-13' as CalendarDate;
const question: Question = dayQuestion('zenrows-errors', null, DAY);

function answered(records: number, csv: string): Observation {
  return {
    outcome: 'answered',
    milliseconds: 1,
    answer: {
      report: 'zenrows-errors',
      model: {definition: zenrowsErrors, scope: {project: null, from: DAY, to: DAY}, rows: [], records},
      records,
      renderings: [{format: 'csv', exact: csv, shown: () => csv}],
    },
  };
}

const failed: Observation = {outcome: 'failed', milliseconds: 1, error: new Error('out')};

function verdict(control: Observation, candidate: Observation): [Result['verdict'], Result['reason']] {
  const result = judge(question, control, candidate);
  return [result.verdict, result.reason];
}

describe('a verdict', () => {
  it('is a match only where both sides have records and print the same', () => {
    expect(verdict(answered(1, 'a'), answered(2, 'a'))).toEqual(['matched', null]);
    expect(verdict(answered(1, 'a'), answered(1, 'b'))).toEqual(['mismatched', 'output']);
    expect(verdict(answered(1, 'a'), answered(0, 'a'))).toEqual(['mismatched', 'one-sided']);
    expect(verdict(answered(0, 'a'), answered(1, 'a'))).toEqual(['mismatched', 'one-sided']);
    expect(verdict(answered(0, 'a'), answered(0, 'a'))).toEqual(['inconclusive', 'empty']);
  });

  it('is never a match where a side failed, nor where both did', () => {
    expect(verdict(failed, answered(1, 'a'))).toEqual(['inconclusive', 'failed']);
    expect(verdict(answered(1, 'a'), failed)).toEqual(['inconclusive', 'failed']);
    expect(verdict(failed, failed)).toEqual(['inconclusive', 'failed']);
  });
});

describe('the exit code', () => {
  const code = (...pairs: [Observation, Observation][]): number =>
    exitCodeOf(summarize(pairs.map(([control, candidate]) => judge(question, control, candidate))));
  const [match, mismatch, empty, trouble]: [Observation, Observation][] = [
    [answered(1, 'a'), answered(1, 'a')],
    [answered(1, 'a'), answered(1, 'b')],
    [answered(0, 'a'), answered(0, 'a')],
    [failed, answered(1, 'a')],
  ] as const satisfies [Observation, Observation][] as never;

  it('is 2 before 1 before 0 before 3', () => {
    expect(code(match as never, mismatch as never, empty as never, trouble as never)).toBe(2);
    expect(code(match as never, mismatch as never, empty as never)).toBe(1);
    expect(code(match as never, empty as never)).toBe(0);
    expect(code(empty as never)).toBe(3);
    expect(code()).toBe(3);
  });
});

describe('a summary', () => {
  it('gives the matched share of what could be compared', () => {
    const results = [
      judge(question, answered(3, 'a'), answered(3, 'a')),
      judge(question, answered(2, 'a'), answered(1, 'b')),
      judge(question, failed, failed),
    ];
    expect(summarize(results)).toEqual({
      conclusion: 'trouble',
      questions: 3,
      matched: 1,
      mismatched: 1,
      waived: 0,
      inconclusive: 1,
      failed: 1,
      unproven: 0,
      empty: 0,
      parity: 0.5,
      controlRecords: 5,
      candidateRecords: 4,
      controlDistinctRecords: 2,
      candidateDistinctRecords: 1,
      unexplained: 0,
      withoutRecords: [],
    });
    expect(summarize([]).parity).toBeNull();
  });
});

describe('a project that was asked for by name', () => {
  const named = {...question, project: 'a'};
  const summary = (results: readonly Result[], circumstances: Parameters<typeof summarize>[1] = {}) =>
    summarize(results, {named: ['a', 'b'], ...circumstances});
  const matched = [judge(named, answered(1, 'a'), answered(1, 'a'))];

  it('and has no record makes nothing the same, whatever else matched', () => {
    expect(summary(matched)).toMatchObject({conclusion: 'nothing compared', withoutRecords: ['b']});
    expect(summary(matched, {named: ['a']})).toMatchObject({conclusion: 'the same', withoutRecords: []});
    const gap = judge(named, answered(0, 'a'), answered(0, 'a'));
    expect(summary([...matched, gap], {named: ['a']})).toMatchObject({conclusion: 'the same'});
  });

  it('yields to what is different and to trouble, in which nobody knows what is there', () => {
    const different = judge(named, answered(1, 'a'), answered(1, 'b'));
    expect(summary([different])).toMatchObject({conclusion: 'different', withoutRecords: ['b']});
    const unknown = judge({...question, project: 'b'}, failed, answered(0, 'a'));
    expect(summary([...matched, unknown])).toMatchObject({conclusion: 'trouble', withoutRecords: []});
    const failures = [{side: 'control' as const, error: new Error('x')}];
    expect(summary(matched, {failures})).toMatchObject({conclusion: 'trouble', withoutRecords: []});
  });

  it('and has no record is different under waivers that are not allowed, and nothing compared under those that are', () => {
    const waived = {conclusion: 'the same under waivers', withoutRecords: ['b']} as const;
    expect([false, true].map((allowWaivers) => exitCodeOf(waived, {allowWaivers}))).toEqual([1, 3]);
  });
});

describe('the cells that differ', () => {
  it('are named by row and column', () => {
    expect(cellDifferences('Date,A,B\nd1,1,2\nd2,3,4\n', 'Date,A,B\nd1,1,5\nd2,3,4\n')).toEqual([
      {row: 'd1', column: 'B', control: '2', candidate: '5'},
    ]);
  });

  it('tell a missing row or column from an empty cell', () => {
    expect(cellDifferences('Date,A\nd1,\n', 'Date,B\nd1,\n')).toEqual([
      {row: 'd1', column: 'A', control: '', candidate: null},
      {row: 'd1', column: 'B', control: null, candidate: ''},
    ]);
    expect(cellDifferences('Date,A\nd1,1\n', 'Date,A\n')).toEqual([
      {row: 'd1', column: 'Date', control: 'd1', candidate: null},
      {row: 'd1', column: 'A', control: '1', candidate: null},
    ]);
    expect(cellDifferences('', 'Date\nd1\n')).toEqual([{row: 'd1', column: 'Date', control: null, candidate: 'd1'}]);
  });
});

describe('a difference too great to be shown', () => {
  it('is said in a line', () => {
    const rendering = (letter: string) => {
      const text = Array.from({length: 5000}, (_, n) => `${letter}${n}\n`).join('');
      return {format: 'text' as const, exact: text, shown: () => text};
    };
    const [left, right] = [rendering('a'), rendering('b')];
    const side = (of: typeof left): Observation => ({
      outcome: 'answered',
      milliseconds: 1,
      answer: {
        report: 'zenrows-detail',
        model: {date: DAY, project: null, totalErrors: 0, totalTraces: 0, symbols: []},
        records: 1,
        renderings: [of],
      },
    });
    const [difference] = outputDocuments(judge(question, side(left), side(right)), true);
    expect(difference?.diff).toBe(
      '--- control\n+++ candidate\nToo different to be shown by line: 5000 and 5000 lines.\n',
    );
  });
});

describe('a comparison', () => {
  function source(name: string, started: string[]): ReportSource {
    return {
      kind: name,
      location: name,
      projects: async () => [],
      counted: countedDays(async () => {
        started.push(name);
        return [{date: DAY, records: 1, traces: 1, failingTraces: 0}];
      }),
      failingTraces: async function* () {},
      traces: async function* () {},
      unreadableFiles: () => [],
      passedOver: () => [],
      identity: async () => null,
      days: async () => [],
      snapshots: async function* () {},
      snapshot: async () => null,
      changes: async () => [],
    };
  }

  it('starts either side first, now and then', async () => {
    const started: string[] = [];
    const questions = Array.from({length: 64}, () => question);
    const sides = [source('control', started), source('candidate', started)] as const;
    const {summary} = await compareSources(...sides, {questions, failures: []}, {today: DAY});
    expect(summary).toMatchObject({questions: 64, matched: 64});
    const first = new Set(started.filter((_, at) => at % 2 === 0));
    // One of 2^63 runs has the same side first 64 times.
    expect(first).toEqual(new Set(['control', 'candidate']));
  });

  it('asks the reports of one date next to each other', () => {
    const dates = ['2025-09-13', '2025-09-14'] as CalendarDate[];
    const asked = questionsOf(['zenrows-errors', 'zenrows-detail'], [null, 'p'], dates);
    expect(asked.map(({report, project, from}) => `${from} ${project} ${report}`).slice(0, 5)).toEqual([
      '2025-09-13 null zenrows-errors',
      '2025-09-13 null zenrows-detail',
      '2025-09-13 p zenrows-errors',
      '2025-09-13 p zenrows-detail',
      '2025-09-14 null zenrows-errors',
    ]);
  });
});
