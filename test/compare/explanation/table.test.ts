import {describe, expect, it} from '@jest/globals';
import Fraction from 'fraction.js';
import {compareSources} from '../../../src/compare/comparison.ts';
import {rankShares} from '../../../src/compare/explanation/table/rank-shares.ts';
import {comparisonDocument} from '../../../src/compare/formats/documents/comparison.ts';
import {planQuestions} from '../../../src/compare/question-plan.ts';
import type {ReportSource} from '../../../src/core/report-source.ts';
import {compileReport} from '../../../src/core/reports/compiled-report.ts';
import {readReport} from '../../../src/definitions/report-text.ts';
import {countedDays, dailyCounts} from '../../support/daily-counts.ts';
import {DAY, memorySource} from '../../support/memory-source.ts';
import {documentOf} from '../../support/trace-tree.ts';

/** A run of a name that took so many seconds. */
const run = (id: string, name: string, seconds: number, more: object = {}): object =>
  documentOf(id, {name, start_time: '2025-09-13T10:00:00Z', end_time: `2025-09-13T10:00:0${seconds}Z`, ...more});

async function explained(
  control: ReportSource,
  candidate: ReportSource,
  measures: string,
  more = 'by: [{name: Step}]',
  rows = 'runs',
) {
  const read = readReport(`lse: 1\nname: steps\nrows: ${rows}\n${more}\nmeasures: {${measures}}\n`);
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  const request = {reports: [compileReport(read.report.definition)], projects: [null], dates: [DAY]};
  const plan = await planQuestions(control, candidate, request);
  const document = comparisonDocument(await compareSources(control, candidate, plan, {today: DAY}), {mask: true});
  const [result] = document.results;
  const explanation = result?.explanation ?? null;
  return {
    verdict: result?.verdict,
    cause: explanation?.cause,
    unexplained: explanation?.unexplained,
    differences: explanation?.differences.map(({where, amount, unit, rounding, contributions}) => ({
      where,
      amount: `${amount} ${unit}`,
      rounding,
      parts: contributions.map((part) => `${part.amount} by ${explanation.records[part.record]?.runId}`),
    })),
  };
}

const control = memorySource({p: {'a.json': run('a', 'x', 1), 'b.json': run('b', 'x', 2), 'c.json': run('c', 'y', 3)}});

describe('the explanation of a table', () => {
  it('shares counts, sums, averages and quotients among the records behind them', async () => {
    const candidate = memorySource({
      p: {
        'a.json': run('a', 'x', 1),
        'b.json': run('b', 'x', 4, {status: 'error'}),
        'd.json': run('d', 'x', 5),
        'c.json': run('c', 'y', 3),
      },
    });
    const measures =
      'runs: count, failed: {count: {status: {is: error}}}, total: {sum: latency}, mean: {average: latency, digits: 1}, rate: {percent: [failed, runs], digits: 0}';
    expect(await explained(control, candidate, measures)).toEqual({
      verdict: 'mismatched',
      cause: 'data',
      unexplained: 0,
      differences: [
        {where: 'row "x", runs', amount: '1 runs', rounding: '0', parts: ['1 by d']},
        {where: 'row "x", failed', amount: '1 runs', rounding: '0', parts: ['1 by b']},
        {where: 'row "x", total', amount: '7 values', rounding: '0', parts: ['2 by b', '5 by d']},
        // From 3/2 to 10/3: b counts at the mean of 1/2 and 1/3, d besides as one more run, and 1.5 prints as such, 10/3 as 3.3.
        {where: 'row "x", mean', amount: '9/5 values', rounding: '-1/30', parts: ['5/6 by b', '1 by d']},
        {where: 'row "x", rate', amount: '33 points', rounding: '-1/3', parts: ['125/3 by b', '-25/3 by d']},
      ],
    });
  });

  it('shares a row that one side alone has, and a value that only one side has', async () => {
    const candidate = memorySource({
      p: {'a.json': run('a', 'x', 1), 'b.json': run('b', 'x', 2), 'e.json': run('e', 'z', 1)},
    });
    expect((await explained(control, candidate, 'runs: count')).differences).toEqual([
      {where: 'row "y"', amount: '-1 runs', rounding: '0', parts: ['-1 by c']},
      {where: 'row "z"', amount: '1 runs', rounding: '0', parts: ['1 by e']},
    ]);
    const without = memorySource({
      p: {'a.json': documentOf('a', {name: 'x'}), 'b.json': documentOf('b', {name: 'x'}), 'c.json': run('c', 'y', 3)},
    });
    expect((await explained(control, without, 'most: {max: latency}')).differences).toEqual([
      {where: 'row "x", most', amount: '-1 values', rounding: '0', parts: ['-1/2 by a', '-1/2 by b']},
    ]);
  });

  it('counts a different value once, whoever else has it', async () => {
    const left = memorySource({p: {'a.json': run('a', 'x', 1), 'b.json': run('b', 'x', 1)}});
    const right = memorySource({p: {'a.json': run('a', 'x', 1), 'b.json': run('b', 'x', 2)}});
    expect((await explained(left, right, 'different: {distinct: latency}')).differences).toEqual([
      {where: 'row "x", different', amount: '1 values', rounding: '0', parts: ['1 by b']},
    ]);
  });

  it('blames the record that gives a trace its symbol for all runs of the trace', async () => {
    const runs = (symbol: string) => ({
      p: {
        't.json': run('t', 'x', 1, {trace_id: 't', inputs: {crypto_symbol: symbol}}),
        'u.json': run('u', 'x', 1, {trace_id: 't'}),
      },
    });
    const by = 'by: [{symbol: Symbol}]';
    expect(
      (await explained(memorySource(runs('BTC')), memorySource(runs('ETH')), 'runs: count', by)).differences,
    ).toEqual([
      {where: 'row "BTC"', amount: '-2 runs', rounding: '0', parts: ['-2 by t']},
      {where: 'row "ETH"', amount: '2 runs', rounding: '0', parts: ['2 by t']},
    ]);
  });

  it('says that a side is at fault that answers something else than its documents come to', async () => {
    const tree = {p: {'a.json': run('a', 'x', 1), 'b.json': run('b', 'x', 2)}};
    const honest = memorySource(tree);
    const lying = memorySource(tree, {
      traces: async function* (scope, paths, from) {
        for await (const trace of honest.traces(scope, paths)) {
          const [first] = trace.records;
          if (from === 'documents' || first?.runId !== 'b') yield trace;
        }
      },
    });
    expect(await explained(honest, lying, 'runs: count')).toMatchObject({
      cause: 'logic',
      unexplained: 1,
      verdict: 'mismatched',
    });
    expect(await explained(lying, honest, 'runs: count')).toMatchObject({cause: 'logic', unexplained: 1});
  });

  it('says so of a side that counts a report itself, and counts it wrong', async () => {
    const tree = {p: {'a.json': run('a', 'x', 1), 'b.json': run('b', 'x', 2)}};
    const honest = memorySource(tree);
    const off = memorySource(tree, {
      counted: countedDays(async (scope) =>
        (await dailyCounts(honest, scope)).map((count) => ({...count, traces: count.traces + 1})),
      ),
    });
    const perDay = (source: ReportSource, other: ReportSource) =>
      explained(source, other, 'traces: count', 'by: [{day: Date}]', 'traces');
    expect(await perDay(honest, honest)).toMatchObject({verdict: 'matched'});
    expect(await perDay(honest, off)).toMatchObject({cause: 'logic', unexplained: 1, verdict: 'mismatched'});
    expect(await perDay(off, honest)).toMatchObject({cause: 'logic', unexplained: 1});
  });
});

describe('the way of a percentile', () => {
  const blamed = (runId: string) => [{kind: 'changed', key: {project: 'p', date: DAY, runId}} as never];
  const unit = (runId: string, from: number | null, to: number | null) => ({
    control: from === null ? null : new Fraction(from),
    candidate: to === null ? null : new Fraction(to),
    blamed: blamed(runId),
  });
  const parts = (units: ReturnType<typeof unit>[], from: number, to: number, share: string) =>
    rankShares(units, {from: new Fraction(from), to: new Fraction(to), share: new Fraction(share)}).map(
      ({blamed: record, amount}) => `${amount.toFraction()} by ${record.key.runId}`,
    );

  it('belongs to the one unit that moved, and to none that did not', () => {
    // 1, 2, 3 become 1, 2, 7: the greatest moves by 4.
    expect(parts([unit('c', 3, 7)], 3, 7, '1')).toEqual(['4 by c']);
  });

  it('is shared by those over whose values it goes', () => {
    // The median of 1, 2, 3 is 2. Without 1, and with 4 and 5, it is 4 of 2, 3, 4, 5 … by nearest rank 3.
    expect(parts([unit('a', 1, null), unit('d', null, 4), unit('e', null, 5)], 2, 3, '0.5')).toEqual([
      '1/3 by a',
      '1/3 by d',
      '1/3 by e',
    ]);
  });

  it('is taken back step by step where it goes back', () => {
    expect(parts([unit('c', 7, 3)], 7, 3, '1')).toEqual(['-4 by c']);
  });

  it('changes its pace at every value that it passes', () => {
    // The least of 1 and 4 is 1; both go to 6, and what was 4 stands in the way up to 4.
    expect(parts([unit('a', 1, 6), unit('b', 4, 6)], 1, 6, '0')).toEqual(['4 by a', '1 by b']);
  });
});

describe('what is printed alike and is not', () => {
  const seconds = (id: string, name: string, text: string): object =>
    documentOf(id, {name, start_time: '2025-09-13T10:00:00Z', end_time: `2025-09-13T10:00:${text}Z`});

  it('is shown with all of its digits where it puts rows in another order', async () => {
    const left = memorySource({p: {'a.json': seconds('a', 'x', '01.001'), 'b.json': seconds('b', 'y', '01.002')}});
    const right = memorySource({p: {'a.json': seconds('a', 'x', '01.003'), 'b.json': seconds('b', 'y', '01.002')}});
    const more = 'by: [{name: Step}]\norder: [{most: desc}]';
    expect(await explained(left, right, 'most: {max: latency, digits: 1}', more)).toMatchObject({
      cause: 'data',
      unexplained: 0,
      differences: [{where: 'row "x", most', amount: '1/500 values', rounding: '0', parts: ['1/500 by a']}],
    });
  });

  it('is what is left over, by its own records, where no row of it differs', async () => {
    const status = (id: string, name: string, of: string): object => documentOf(id, {name, status: of});
    const tree = (of: string) =>
      memorySource({
        p: {
          '1.json': status('1', 'top', 'x'),
          '2.json': status('2', 'top', 'y'),
          '3.json': status('3', 'a', 'x'),
          '4.json': status('4', 'b', of),
        },
      });
    const more = 'by: [{name: Step}]\ntop: {by: runs, rows: 1, rest: Other}';
    expect(await explained(tree('x'), tree('z'), 'runs: count, different: {distinct: status}', more)).toMatchObject({
      cause: 'data',
      unexplained: 0,
      differences: [
        {
          where: 'row "Other", which adds up the others, different',
          amount: '1 values',
          rounding: '0',
          parts: ['1 by 4'],
        },
      ],
    });
  });
});

describe('a run whose row another record decides', () => {
  it('is blamed on all records of its trace that differ, and not on its own alone', async () => {
    // Only `u` counts. It goes to another row for the symbol of `t`, and has another name itself.
    const tree = (symbol: string, name: string) =>
      memorySource({
        p: {
          't.json': documentOf('t', {trace_id: 't', status: 'success', inputs: {crypto_symbol: symbol}}),
          'u.json': documentOf('u', {trace_id: 't', status: 'error', name}),
        },
      });
    const by = 'where: {status: {is: error}}\nby: [{symbol: Symbol}]';
    const found = await explained(tree('BTC', 'a'), tree('ETH', 'b'), 'runs: count, names: {distinct: name}', by);
    expect(found).toMatchObject({cause: 'data', unexplained: 0});
    expect(found.differences?.[0]).toEqual({
      where: 'row "BTC"',
      amount: '-1 runs',
      rounding: '0',
      parts: ['-1/2 by t', '-1/2 by u'],
    });
  });
});
