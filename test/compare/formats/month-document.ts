import type {
  ComparisonDocument,
  ExplanationDocument,
  ResultDocument,
} from '../../../src/compare/formats/documents/comparison.ts';
import {latencyDocument} from '../../../src/compare/formats/documents/latency.ts';
import {tally} from '../../../src/compare/formats/tally.ts';
import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import {emptyDocument, matchedResult, sampleDocument} from './sample-document.ts';
import {countsExplanation} from './sample-explanations.ts';

/** A project whose name does harm wherever it is not escaped. */
export const scriptName = '<script>alert(1)</script> & "x"';

const REPORTS = ['zenrows-errors', 'zenrows-detail'] as const;

interface Plan {
  readonly dates: number;
  readonly projects: readonly (string | null)[];
}

/** A comparison of many days: most of it the same, and of everything else some. No two runs of it differ. */
export function monthDocument({dates, projects}: Plan): ComparisonDocument {
  const others = sampleDocument.results.filter(({verdict}) => verdict !== 'matched');
  const results = Array.from({length: dates}, (_, day) => day).flatMap((day) =>
    projects.flatMap((project, row): ResultDocument[] => {
      if (row === projects.length - 1 && day < 4) return [];
      const differs = (day * 7 + row * 5) % 11 === 0;
      return REPORTS.map((report, at) => {
        const base = differs && (day + at) % 4 !== 0 ? others[(day * 3 + row) % others.length] : matchedResult;
        return {...(base as ResultDocument), report, project, date: dateOf(day), ...timesOf(base, day, row, at)};
      });
    }),
  );
  return {...sampleDocument, ...summarised(results, 'trouble'), results};
}

/** A day of which so much differs that not all of it is shown. */
export function longDocument(count: number): ComparisonDocument {
  const [first, second] = countsExplanation.differences;
  const [missing, changed] = countsExplanation.records;
  if (first === undefined || second === undefined || missing === undefined || changed === undefined) {
    throw new Error('the sample has two of each');
  }
  const places = Array.from({length: count}, (_, at) => at);
  const explanation: ExplanationDocument = {
    ...countsExplanation,
    differences: places.map((at) => ({
      ...first,
      where: `cell ${at + 1}`,
      contributions: at === 0 ? places.map((record) => ({record, amount: `-1/${count}`})) : first.contributions,
    })),
    records: places.map((at) => ({
      ...missing,
      runId: `run-${at + 1}`,
      changes: at === 0 ? places.map((key) => ({...changed.changes[0], path: `$.key${key}`}) as never) : [],
    })),
  };
  const diff = `--- control\n+++ candidate\n@@ -1,${count * 10} +0,0 @@\n${places.map(() => '-line\n'.repeat(10)).join('')}`;
  const result: ResultDocument = {
    ...matchedResult,
    verdict: 'mismatched',
    reason: 'output',
    outputs: [{format: 'csv', diff}],
    explanation,
  };
  return {...emptyDocument, ...summarised([result], 'different'), results: [result]};
}

function dateOf(day: number): CalendarDate {
  return new Date(Date.UTC(2025, 7, 20 + day)).toISOString().slice(0, 10) as CalendarDate;
}

function timesOf(base: ResultDocument | undefined, day: number, row: number, at: number): Partial<ResultDocument> {
  const noise = ((day * 37 + row * 101 + at * 53) % 41) / 41;
  const slow = day === 11 && row === 0 ? 20 : 1;
  const records = base?.reason === 'one-sided' || base?.reason === 'empty' ? {} : {records: 900 + ((day * 91) % 300)};
  const side = (outcome: ResultDocument['control'] | undefined, milliseconds: number): ResultDocument['control'] => {
    const sample = outcome ?? matchedResult.control;
    return {...sample, ...(sample.outcome === 'answered' ? records : {}), milliseconds};
  };
  return {
    control: side(base?.control, (row === 0 ? 160 : 38) * (0.8 + noise) * (at + 1)),
    candidate: side(base?.candidate, (row === 0 ? 22 : 9) * (0.7 + 1.2 * noise) * slow),
  };
}

function summarised(
  results: readonly ResultDocument[],
  conclusion: ComparisonDocument['summary']['conclusion'],
): Pick<ComparisonDocument, 'summary' | 'latency'> {
  const count = (test: (result: ResultDocument) => boolean): number => results.filter(test).length;
  const unexplained = results.reduce((sum, {explanation}) => sum + (explanation?.unexplained ?? 0), 0);
  const times = (side: 'control' | 'candidate') => latencyDocument(results.map((result) => result[side] as never));
  return {
    latency: {control: times('control'), candidate: times('candidate')},
    summary: {
      ...tally(results),
      conclusion,
      controlDistinctRecords: 0,
      candidateDistinctRecords: 0,
      questions: results.length,
      failed: count(({reason}) => reason === 'failed'),
      unproven: count(({reason}) => reason === 'unstable' || reason === 'noise' || reason === 'partial'),
      empty: count(({reason}) => reason === 'empty'),
      unexplained,
      withoutRecords: [],
    },
  };
}
