import type {ExplanationDocument} from '../../../src/compare/formats/documents/comparison.ts';
import type {DifferenceDocument, RecordDocument} from '../../../src/compare/formats/documents/explanation.ts';

const record: RecordDocument = {
  project: 'shop',
  date: '2025-09-13',
  runId: 'run-1',
  kind: 'missing',
  control: {traceId: 'trace-1', file: 'shop/2025-09-13/run-1_trace-1.json'},
  candidate: null,
  unreadable: null,
  misreadBy: null,
  changes: [],
};

const difference: DifferenceDocument = {
  format: 'csv',
  where: '2025-09-13, Total Traces',
  control: '9',
  candidate: '8',
  masked: false,
  amount: '-1',
  unit: 'traces',
  rounding: '0',
  unexplained: '0',
  contributions: [{record: 0, amount: '-1'}],
};

/** Counts and a rate that differ by their records. */
export const countsExplanation: ExplanationDocument = {
  error: null,
  cause: 'data',
  proof: {controlFollows: true, candidateFollows: true, recordsAgree: false},
  size: 1,
  unexplained: 0,
  differences: [
    difference,
    {
      ...difference,
      where: '2025-09-13, Error Rate',
      control: '33.3%',
      candidate: '25.0%',
      amount: '-83/10',
      unit: 'points',
      rounding: '1/30',
      contributions: [
        {record: 0, amount: '-145/18'},
        {record: 1, amount: '-5/18'},
      ],
    },
  ],
  records: [
    record,
    {
      ...record,
      runId: 'run-2',
      kind: 'changed',
      candidate: {traceId: 'trace-1', file: null},
      changes: [
        {path: '$.trace.status', control: '"error"', candidate: '"success"', masked: false},
        {path: '$.trace.inputs.token', control: '"***"', candidate: '"***"', masked: true},
        {path: 'column is_failing', control: null, candidate: 'true', masked: false},
      ],
    },
  ],
};

/** A listing of which one side reads its own records wrong. */
export const listingExplanation: ExplanationDocument = {
  ...countsExplanation,
  cause: 'data and logic',
  proof: {controlFollows: true, candidateFollows: false, recordsAgree: false},
  size: 2,
  differences: [
    {
      ...difference,
      format: 'text',
      where: 'BTC, trace-1, run run-3, Error',
      control: '    Error: one',
      candidate: '    Error: two',
      amount: '1',
      unit: 'line',
      contributions: [{record: 1, amount: '1'}],
    },
    {
      ...difference,
      format: 'text',
      where: 'BTC, trace-1, run run-4, Error',
      control: '    Error: key=***',
      candidate: '    Error: key=***',
      masked: true,
      amount: '1',
      unit: 'line',
      contributions: [
        {record: 0, amount: '1/2'},
        {record: 2, amount: '1/2'},
      ],
    },
    {
      ...difference,
      format: 'json',
      where: 'summary.total_errors',
      unit: 'runs',
      contributions: [{record: 2, amount: '-1'}],
    },
    {
      ...difference,
      format: 'json',
      where: 'summary.crypto_symbols',
      control: null,
      unit: 'symbols',
      amount: '8',
      contributions: [{record: 0, amount: '8'}],
    },
  ],
  records: [
    {
      ...record,
      runId: 'run-3',
      kind: 'superseded',
      candidate: {traceId: 'trace-1', file: 'shop/2025-09-13/run-3_trace-1_old.json'},
      changes: [{path: '$.metadata.extracted_at', control: '"b"', candidate: '"a"', masked: false}],
    },
    {
      ...record,
      runId: 'run-4',
      kind: 'misread',
      control: null,
      candidate: {traceId: 'trace-1', file: null},
      misreadBy: 'candidate',
    },
    {
      ...record,
      runId: 'run-5',
      kind: 'unreadable',
      unreadable: {side: 'candidate', file: 'shop/2025-09-13/run-5_trace-1.json', reason: 'not JSON at line 1'},
    },
  ],
};

/** One side has no record at all. */
export const emptySideExplanation: ExplanationDocument = {
  ...countsExplanation,
  differences: [
    {
      ...difference,
      format: 'records',
      where: 'records behind the report',
      control: '0',
      candidate: '1',
      amount: '1',
      unit: 'records',
      contributions: [{record: 0, amount: '1'}],
    },
  ],
  records: [{...record, kind: 'extra', control: null, candidate: {traceId: 'trace-1', file: null}}],
};

/** Why the sides differ could not be found out. */
export const failedExplanation: ExplanationDocument = {
  error: 'The documents of the day cannot be read. Look at the disk.',
  cause: null,
  proof: null,
  size: null,
  unexplained: 1,
  differences: [],
  records: [],
};

/** Both sides answer something else than their own records, which are the same, and no record accounts for it. */
export const unaccountedExplanation: ExplanationDocument = {
  ...countsExplanation,
  cause: 'logic',
  proof: {controlFollows: false, candidateFollows: false, recordsAgree: true},
  unexplained: 1,
  differences: [{...difference, contributions: [], unexplained: '-1'}],
  records: [],
};
