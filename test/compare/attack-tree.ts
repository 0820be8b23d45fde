import {documentOf, failingDocument, type TreeFiles} from '../support/trace-tree.ts';

/** Two projects on three dates. */
export const [FIRST, SECOND, THIRD] = ['2025-09-13', '2025-09-14', '2025-09-15'] as const;

/** A number whose digits no double holds; the other one differs in the twentieth digit alone. */
export const LONG = '1234567890.1234567890123456';
export const LONG_CHANGED = '1234567890.1234567891123456';

/** Stands for `LONG`, which no object of JavaScript could hold. */
const LONG_MARK = '@long';

const metadata = {extracted_at: '2025-09-16T08:00:00Z'};
const at = (second: string): string => `2025-09-13T10:00:0${second}Z`;
const record = (runId: string, trace: object = {}): object => documentOf(runId, trace, metadata);
const failing = (runId: string, trace: object = {}): object => failingDocument(runId, trace, metadata);

const nested = (id: string, status: string, more: object = {}): object => ({
  id,
  name: 'zenrows_scraper',
  status,
  start_time: at('5'),
  error: `Störung in ${id} – 読めない`,
  ...more,
});

/** By project, date and run id. The comments say what each is good for. */
export const documents: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, object>>>>>> = {
  alpha: {
    [FIRST]: {
      // The root gives the trace its symbol and does not fail itself; one nested run of it would if its status changed.
      t1: record('t1', {
        inputs: {crypto_symbol: 'btc'},
        child_runs: [nested('t1.a', 'success'), {id: 't1.b', name: 'parser', child_runs: [nested('t1.c', 'success')]}],
        outputs: {price: LONG_MARK, deep: {list: [1, {digits: 5}]}, nothing: null},
      }),
      r1: failing('r1', {
        trace_id: 't1',
        start_time: at('0.100'),
        error: 'Zeitüberschreitung https://h/?token=first',
        inputs: {url: 'https://u:secret@h/página?apikey=first'},
        outputs: {price: LONG_MARK},
      }),
      r2: failing('r2', {trace_id: 't1', start_time: at('0.200'), status: 'timeout'}),
      // The run s2 is listed once, as its own record says it; the root holds a copy that says something else and started
      // after s3.
      s1: record('s1', {inputs: {input_data: {crypto_symbol: ' eth '}}, child_runs: [nested('s2', 'error')]}),
      s2: failing('s2', {trace_id: 's1', error: 'the record itself', start_time: at('1')}),
      s3: failing('s3', {trace_id: 's1', start_time: at('3')}),
      u1: failing('u1', {start_time: at('2')}),
      o1: record('o1', {inputs: {crypto_symbol: 'doge'}}),
    },
    [SECOND]: {a14: failing('a14', {inputs: {crypto_symbol: 'btc'}}), b14: record('b14'), c14: record('c14')},
    [THIRD]: {a15: record('a15', {name: 'zenrows_scraper'}), b15: record('b15')},
  },
  bêta: {
    // The same trace id as in the other project is another trace; a NUL is kept apart from what SQL can read.
    [FIRST]: {
      p1: failing('p1', {trace_id: 't1', error: {code: 422, text: 'naïve'}}),
      p2: record('p2', {outputs: 'a\0b'}),
    },
    [SECOND]: {p3: record('p3', {child_runs: [nested('p3.a', 'error')]}), p4: record('p4')},
    [THIRD]: {p5: failing('p5', {error: null}), p6: record('p6')},
  },
};

export const pathOf = (project: string, date: string, runId: string): string =>
  `${project}/${date}/${runId}_1757757600.json`;

/** The text of a document, with all the digits of its numbers. */
export function textOf(document: object, indent = 0): string {
  return JSON.stringify(document, null, indent).replaceAll(`"${LONG_MARK}"`, LONG);
}

/** The tree that both sides are made from. */
export function originalTree(): TreeFiles {
  return Object.fromEntries(
    Object.entries(documents).flatMap(([project, dates]) =>
      Object.entries(dates).flatMap(([date, records]) =>
        Object.entries(records).map(([runId, document]) => [pathOf(project, date, runId), textOf(document)]),
      ),
    ),
  );
}
