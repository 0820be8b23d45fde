import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {catalogue, ID_PATH} from '../../src/core/fields/catalogue.ts';
import type {RunPath, TraceValues} from '../../src/core/fields/run-values.ts';
import {storedPaths} from '../../src/core/fields/stored-paths.ts';
import {canonicalJson} from '../../src/core/json/print.ts';
import {byCodePoint} from '../oracle/code-points.ts';
import {compactJson, withSortedKeys} from '../oracle/json-printer.ts';
import {type Json, member} from '../oracle/json-value.ts';
import {type RunRecord, readTree} from '../oracle/run-record.ts';
import {pathOf, type TreeFile} from '../oracle/tree-file.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {collected} from '../support/collected.ts';
import {FIRST_DATE, LAST_DATE, treeArbitrary} from './tree-arbitrary.ts';

const TREES = Number(process.env.LSE_TEST_TREES ?? 35);
const SCOPE = {project: null, from: FIRST_DATE as CalendarDate, to: LAST_DATE as CalendarDate};

/** Those of the catalogue, which databases answer without reading documents. */
const STORED: readonly RunPath[] = [...storedPaths];

/** Those of the catalogue, and some of which one holds the other: a value that is asked for whole, and a member of it. */
const PATHS: readonly RunPath[] = [
  ID_PATH,
  ...Object.values(catalogue).flatMap(({paths}) => paths as readonly RunPath[]),
  ['inputs', 'input'],
  ['inputs'],
  ['inputs', 'input_data', 'crypto_symbol', 'deeper'],
  ['outputs', '__proto__'],
  ['error', 'message'],
];

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

/** One line a trace, in an order of its own. */
function printed(traces: readonly TraceValues[]): string[] {
  return traces
    .map(({project, date, traceId, records}) =>
      JSON.stringify([
        project,
        date,
        traceId,
        records.map(({runId, runs}) => [
          runId,
          runs.map(({parent, values}) => [
            parent,
            values.map((value) => (value === undefined ? 0 : canonicalJson(value))),
          ]),
        ]),
      ]),
    )
    .sort();
}

/** The same by another reader, which walks nested runs by recursion. */
function expected(files: readonly TreeFile[], paths: readonly RunPath[]): string[] {
  const traces = new Map<string, RunRecord[]>();
  for (const record of readTree(files).records) {
    const key = JSON.stringify([record.project, record.date, record.traceId]);
    traces.set(key, [...(traces.get(key) ?? []), record]);
  }
  return [...traces]
    .map(([key, records]) => {
      const sorted = records.sort((left, right) => byCodePoint(left.runId, right.runId));
      return JSON.stringify([...JSON.parse(key), sorted.map(({runId, run}) => [runId, walk(run, null, paths, [])])]);
    })
    .sort();
}

function walk(run: Json, parent: number | null, paths: readonly RunPath[], found: unknown[]): unknown[] {
  const place = found.length;
  found.push([parent, paths.map((path) => printedValue(path.reduce<Json | undefined>(member, run)))]);
  const children = member(run, 'child_runs');
  for (const child of Array.isArray(children) ? children : [])
    if (child instanceof Map) walk(child, place, paths, found);
  return found;
}

function printedValue(value: Json | undefined): string | 0 {
  return value === undefined ? 0 : compactJson(withSortedKeys(value));
}

/** What other programs do: rows of their own, documents of others put into rows that lse wrote, answers that are wrong. */
const PLAIN_SQL = [
  `insert into runs (project, run_date, run_id, trace_id, data)
   select 'copied ' || project, run_date, run_id, trace_id, data from runs`,
  `update runs set data = (select max(other.data) from runs as other) where project not like 'copied %'`,
];
const SQLITE_SQL = [`update runs set brief = '0' where run_id < 'm'`, `update runs set raw = null, brief = null`];
/** `jsonb` has no greatest value. */
const POSTGRES_SQL = PLAIN_SQL.map((statement) => statement.replace('max(other.data)', 'max(other.data::text)::jsonb'));

describe('the values of a generated tree', () => {
  it('are the same from files, SQLite and PostgreSQL, whatever stands in the documents', async () => {
    await fc.assert(
      fc.asyncProperty(treeArbitrary(), async (files) => {
        await backends.useTree(Object.fromEntries(files.map((file) => [pathOf(file), file.bytes])));
        const answers = [PATHS, STORED].map((paths) => ({paths, answer: expected(files, paths)}));
        await backends.withEachLoaded(async (source, kind) => {
          for (const {paths, answer} of answers) {
            const traces = await collected(source.traces(SCOPE, paths));
            expect({kind, traces: printed(traces)}).toEqual({kind, traces: answer});
          }
        });
      }),
      {numRuns: TREES},
    );
  }, 3_600_000);

  it.each(databaseKinds)(
    'are those of the documents in %s, whoever wrote the rows',
    async (kind) => {
      await fc.assert(
        fc.asyncProperty(treeArbitrary(), async (files) => {
          await backends.useTree(Object.fromEntries(files.map((file) => [pathOf(file), file.bytes])));
          await backends.empty(kind);
          await backends.load(kind);
          const statements = kind === 'sqlite' ? [...PLAIN_SQL, ...SQLITE_SQL] : POSTGRES_SQL;
          for (const statement of statements) {
            await backends.execute(kind, statement);
            await backends.database(kind).withSource(async (source) => {
              // A path that is not stored has the documents read.
              const read = await collected(source.traces(SCOPE, [...STORED, ['inputs']]));
              const stored = await collected(source.traces(SCOPE, STORED));
              expect({statement, traces: printed(stored)}).toEqual({statement, traces: printed(read.map(withoutLast))});
            });
          }
        }),
        {numRuns: TREES},
      );
    },
    3_600_000,
  );
});

function withoutLast({records, ...trace}: TraceValues): TraceValues {
  return {
    ...trace,
    records: records.map(({runId, runs}) => ({
      runId,
      runs: runs.map(({parent, values}) => ({parent, values: values.slice(0, -1)})),
    })),
  };
}
