import type {ComparisonDocument, ResultDocument} from '../../../src/compare/formats/documents/comparison.ts';
import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import {
  countsExplanation,
  emptySideExplanation,
  failedExplanation,
  listingExplanation,
  unaccountedExplanation,
} from './sample-explanations.ts';

const DAY = '2025-09-13' as CalendarDate;
const NEXT_DAY = '2025-09-14' as CalendarDate;

/** A comparison of nothing at all. */
export const emptyDocument: ComparisonDocument = {
  kind: 'lse-comparison',
  version: 1,
  control: {kind: 'file', location: './data'},
  candidate: {kind: 'sqlite', location: './reports.db'},
  summary: {
    conclusion: 'nothing compared',
    questions: 0,
    matched: 0,
    mismatched: 0,
    waived: 0,
    inconclusive: 0,
    failed: 0,
    unproven: 0,
    empty: 0,
    parity: null,
    controlRecords: 0,
    candidateRecords: 0,
    controlDistinctRecords: 0,
    candidateDistinctRecords: 0,
    unexplained: 0,
    withoutRecords: [],
  },
  verdict: 'Nothing was compared: there is no question to ask.',
  patterns: [],
  fix: null,
  latency: {control: null, candidate: null},
  calibration: null,
  failures: [],
  changes: [],
  passedOver: [],
  waivers: [],
  results: [],
};

/** A question that both sides answer alike, for tests that change what they are about. */
export const matchedResult: ResultDocument = {
  report: 'zenrows-errors',
  project: null,
  date: DAY,
  verdict: 'matched',
  reason: null,
  control: {outcome: 'answered', records: 12, error: null, milliseconds: 40, fromMemory: false},
  candidate: {outcome: 'answered', records: 12, error: null, milliseconds: 12.5, fromMemory: false},
  waiver: null,
  outputs: [],
  explanation: null,
};

const CSV_DIFF = `--- control
+++ candidate
@@ -1,2 +1,2 @@
 Date,Total Traces,Zenrows Errors,Error Rate
-2025-09-13,9,3,33.3%
+2025-09-13,8,2,25.0%
`;

const results: readonly ResultDocument[] = [
  matchedResult,
  {...matchedResult, report: 'zenrows-detail', control: {...matchedResult.control, milliseconds: 80.25}},
  {
    ...matchedResult,
    project: 'shop',
    verdict: 'mismatched',
    reason: 'output',
    outputs: [{format: 'csv', diff: CSV_DIFF}],
    explanation: countsExplanation,
  },
  {
    ...matchedResult,
    report: 'zenrows-detail',
    project: 'shop',
    verdict: 'mismatched',
    reason: 'output',
    outputs: [
      {format: 'text', diff: '--- control\n+++ candidate\n@@ -5,1 +5,1 @@\n-    Error: one\n+    Error: two\n'},
      {format: 'json', diff: ''},
    ],
    explanation: listingExplanation,
  },
  {
    ...matchedResult,
    project: 'crawler',
    verdict: 'mismatched',
    reason: 'one-sided',
    control: {outcome: 'answered', records: 0, error: null, milliseconds: 3, fromMemory: false},
    candidate: {outcome: 'answered', records: 1, error: null, milliseconds: 3, fromMemory: false},
    waiver: 0,
    explanation: emptySideExplanation,
  },
  {
    ...matchedResult,
    date: NEXT_DAY,
    verdict: 'mismatched',
    reason: 'output',
    outputs: [{format: 'csv', diff: CSV_DIFF}],
    explanation: failedExplanation,
  },
  {
    ...matchedResult,
    project: 'crawler',
    date: NEXT_DAY,
    verdict: 'mismatched',
    reason: 'output',
    outputs: [{format: 'csv', diff: CSV_DIFF}],
    explanation: unaccountedExplanation,
  },
  {
    ...matchedResult,
    report: 'zenrows-detail',
    date: NEXT_DAY,
    verdict: 'inconclusive',
    reason: 'failed',
    control: {
      outcome: 'failed',
      records: null,
      error: 'The directory ./data is gone. Restore it.',
      milliseconds: 2,
      fromMemory: false,
    },
    candidate: {
      outcome: 'failed',
      records: null,
      error: 'The database is locked. Try again.',
      milliseconds: 5000,
      fromMemory: false,
    },
  },
  {
    ...matchedResult,
    project: 'shop',
    date: NEXT_DAY,
    verdict: 'inconclusive',
    reason: 'unstable',
    outputs: [{format: 'csv', diff: CSV_DIFF}],
    explanation: countsExplanation,
  },
  {
    ...matchedResult,
    report: 'zenrows-detail',
    project: 'shop',
    date: NEXT_DAY,
    verdict: 'inconclusive',
    reason: 'noise',
    control: {...matchedResult.control, fromMemory: true},
  },
  {
    ...matchedResult,
    report: 'zenrows-detail',
    project: 'crawler',
    date: NEXT_DAY,
    verdict: 'inconclusive',
    reason: 'empty',
    control: {outcome: 'answered', records: 0, error: null, milliseconds: 1, fromMemory: false},
    candidate: {outcome: 'answered', records: 0, error: null, milliseconds: 1, fromMemory: false},
  },
];

const waiver = {
  report: 'zenrows-errors',
  project: 'crawler',
  from: DAY,
  to: DAY,
  reason: 'the crawler was not loaded before October',
  owner: 'data platform',
  expires: '2025-12-31',
  largest: 20,
} as const;

const samplePatterns: ComparisonDocument['patterns'] = [
  {
    kind: 'changed',
    side: null,
    records: 2,
    changes: [
      {path: '$.trace.status', alike: true, control: '"error"', candidate: '"success"', masked: false},
      {path: '$.trace.error', alike: false, control: null, candidate: null, masked: false},
    ],
    projects: {count: 2, every: true, names: ['crawler', 'shop']},
    dates: {count: 1, every: false, toTheEnd: false, ranges: [{from: DAY, to: DAY}]},
    wholeDays: false,
    shared: [
      {trait: 'symbol', value: 'BTC'},
      {trait: 'status', value: null},
    ],
    example: {project: 'shop', date: DAY, runId: 'run-2', file: `shop/${DAY}/run-2_100000.json`},
  },
  {
    kind: 'missing',
    side: null,
    records: 1,
    changes: [],
    projects: {count: 1, every: false, names: ['shop']},
    dates: {count: 1, every: false, toTheEnd: true, ranges: [{from: NEXT_DAY, to: NEXT_DAY}]},
    wholeDays: true,
    shared: [],
    example: {project: 'shop', date: NEXT_DAY, runId: 'run-1', file: null},
  },
];

/** One comparison with every verdict, reason, cause, kind of record, unit and fate of a waiver. */
export const sampleDocument: ComparisonDocument = {
  ...emptyDocument,
  summary: {
    conclusion: 'trouble',
    questions: 11,
    matched: 2,
    mismatched: 5,
    waived: 1,
    inconclusive: 4,
    failed: 1,
    unproven: 2,
    empty: 1,
    parity: 2 / 7,
    controlRecords: 96,
    candidateRecords: 97,
    controlDistinctRecords: 24,
    candidateDistinctRecords: 25,
    unexplained: 2,
    withoutRecords: ['nobody'],
  },
  verdict:
    'Inconclusive: candidate could not say what it has. 1 of 11 questions has no answer of a side. 4 of 7 questions differ. 3 records explain a part of it: 1 missing, 2 changed ($.trace.status). 2 differences have no explanation.',
  patterns: samplePatterns,
  fix: {
    text: 'See what would be written. With --apply it is done:',
    commands: ["lse db repair --from 2025-09-13 --to 2025-09-14 --project 'odd name'"],
  },
  latency: {
    control: {questions: 9, fromMemory: 1, median: 40, p95: 80.25, total: 324.25},
    candidate: {questions: 10, fromMemory: 0, median: 12.5, p95: 12.5, total: 104},
  },
  calibration: {
    questions: 11,
    noisy: [{report: 'zenrows-detail', project: 'shop', date: NEXT_DAY}],
    firstMedian: 41.5,
    secondMedian: 39,
  },
  failures: [{side: 'candidate', error: 'The table runs cannot be listed. Run: lse db migrate'}],
  changes: [
    {side: 'control', path: 'shop/2025-09-14/run-1_trace-1.json', change: 'changed'},
    {side: 'control', path: 'shop/2025-09-14/run-2_trace-1.json', change: 'vanished'},
  ],
  passedOver: [
    {
      side: 'control',
      kind: 'undecodable-directory',
      project: null,
      count: 1,
      example: 'caf\\xe9',
      partial: true,
    },
    {
      side: 'control',
      kind: 'other-file',
      project: 'shop',
      count: 3,
      example: 'shop/2025-09-14/<all>.jsonl',
      partial: false,
    },
  ],
  waivers: [
    {...waiver, status: 'used'},
    {...waiver, report: 'zenrows-detail', project: null, status: 'unused'},
    {...waiver, project: 'shop', largest: 1, status: 'exceeded'},
    {...waiver, expires: '2025-09-30', status: 'expired'},
    {...waiver, from: '2024-01-01', to: '2024-01-31', status: 'not asked'},
  ],
  results,
};
