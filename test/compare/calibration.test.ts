import {describe, expect, it} from '@jest/globals';
import {dayQuestion} from '../../src/asking/question.ts';
import {calibrate} from '../../src/compare/calibration.ts';
import {compareSources} from '../../src/compare/comparison.ts';
import type {ReportSource} from '../../src/core/report-source.ts';
import {countedDays, dailyCounts} from '../support/daily-counts.ts';
import {DAY, memorySource} from '../support/memory-source.ts';
import {documentOf} from '../support/trace-tree.ts';

const TREE = {p: {'1.json': documentOf('1')}};
const QUESTIONS = [dayQuestion('zenrows-errors', null, DAY), dayQuestion('zenrows-detail', null, DAY)] as const;

/** Counts one trace more each time that it is asked. */
function restless(): ReportSource {
  const honest = memorySource(TREE);
  let asked = 0;
  return memorySource(TREE, {
    counted: countedDays(async (scope) => {
      asked += 1;
      return (await dailyCounts(honest, scope)).map((count) => ({...count, traces: count.traces + asked}));
    }),
  });
}

describe('a calibration', () => {
  it('finds no noise where control gives the same answer twice', async () => {
    const {questions, noisy, milliseconds} = await calibrate(memorySource(TREE), memorySource(TREE), QUESTIONS);
    expect({questions, noisy}).toEqual({questions: 2, noisy: []});
    expect(milliseconds).toHaveLength(2);
  });

  it('finds the questions that control answers otherwise, and takes the proof from them alone', async () => {
    const noise = await calibrate(memorySource(TREE), restless(), QUESTIONS);
    expect(noise.noisy).toEqual([QUESTIONS[0]]);
    const plan = {questions: QUESTIONS, failures: []};
    const sides = [memorySource(TREE), memorySource(TREE)] as const;
    const {results, summary} = await compareSources(...sides, plan, {today: DAY, calibration: noise});
    expect(results.map(({verdict, reason}) => [verdict, reason])).toEqual([
      ['inconclusive', 'noise'],
      ['matched', null],
    ]);
    expect(summary).toMatchObject({conclusion: 'trouble', unproven: 1});
  });

  it('takes a failure for noise only where it comes and goes', async () => {
    const broken = memorySource(TREE, {counted: () => Promise.reject(new Error('out'))});
    expect((await calibrate(broken, broken, QUESTIONS)).noisy).toEqual([]);
    expect((await calibrate(broken, memorySource(TREE), QUESTIONS)).noisy).toEqual([...QUESTIONS]);
  });
});

describe('a comparison that cannot be explained', () => {
  it('is trouble, and says why', async () => {
    const silent = memorySource(
      {p: {'2.json': documentOf('2'), '3.json': documentOf('3')}},
      {
        // biome-ignore lint/correctness/useYield: it fails before there is anything to yield
        snapshots: async function* () {
          throw new Error('no documents');
        },
      },
    );
    const plan = {questions: [QUESTIONS[0]], failures: []};
    const {results, summary} = await compareSources(memorySource(TREE), silent, plan, {today: DAY});
    expect(results[0]).toMatchObject({verdict: 'mismatched', explained: {outcome: 'failed'}});
    expect(summary).toMatchObject({conclusion: 'trouble', unexplained: 1});
  });
});
