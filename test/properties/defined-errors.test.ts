import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {compareCodePoints} from '../../src/core/code-point-order.ts';
import {errorReport} from '../../src/core/error-report.ts';
import {recordValues} from '../../src/core/fields/record-values.ts';
import type {RecordValues} from '../../src/core/fields/run-values.ts';
import {parseJson} from '../../src/core/json/parse.ts';
import type {JsonObject} from '../../src/core/json/value.ts';
import {type CompiledReport, compileReport} from '../../src/core/reports/compiled-report.ts';
import type {ReportDefinition} from '../../src/core/reports/definition.ts';
import {formatTable} from '../../src/format/table/format.ts';
import {formatErrorsCsv} from '../../src/format/zenrows-errors-csv.ts';
import {readTree} from '../oracle/run-record.ts';
import {pathOf, type TreeFile} from '../oracle/tree-file.ts';
import {Backends} from '../support/backends.ts';
import {FIRST_DATE, LAST_DATE, treeArbitrary} from './tree-arbitrary.ts';

const TREES = Number(process.env.LSE_TEST_TREES ?? 60);
const SCOPE = {from: FIRST_DATE as CalendarDate, to: LAST_DATE as CalendarDate};

/** `zenrows-errors` as anybody could write it down. */
const definition: ReportDefinition = {
  name: 'zenrows-errors',
  title: 'Zenrows errors',
  rows: 'traces',
  where: null,
  by: [{field: {kind: 'field', name: 'day'}, heading: 'Date', missing: 'Unknown'}],
  measures: [
    {name: 'traces', measure: {kind: 'count', condition: null}},
    {
      name: 'errors',
      measure: {
        kind: 'count',
        condition: {
          kind: 'some-run',
          condition: {
            kind: 'all',
            conditions: [
              {kind: 'test', field: {kind: 'field', name: 'name'}, test: {kind: 'is', operand: 'zenrows_scraper'}},
              {kind: 'test', field: {kind: 'field', name: 'status'}, test: {kind: 'text', operand: true}},
              {
                kind: 'not',
                condition: {
                  kind: 'test',
                  field: {kind: 'field', name: 'status'},
                  test: {kind: 'is', operand: 'success'},
                },
              },
            ],
          },
        },
      },
    },
    {name: 'rate', measure: {kind: 'percent', part: 'errors', whole: 'traces', digits: 1, empty: '0.0%'}},
  ],
  columns: [
    {kind: 'key', at: 0},
    {kind: 'measure', name: 'traces', heading: 'Total Traces', missing: ''},
    {kind: 'measure', name: 'errors', heading: 'Zenrows Errors', missing: ''},
    {kind: 'measure', name: 'rate', heading: 'Error Rate', missing: ''},
  ],
  order: [],
  top: null,
  fill: 'dates',
};

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

function printed(files: readonly TreeFile[], project: string | null): string {
  const report = compileReport(definition);
  const aggregation = report.aggregate();
  for (const trace of tracesOf(files, project, report)) aggregation.add(trace);
  return formatTable(aggregation.table({project, ...SCOPE}), 'csv', {mask: true});
}

/** The winning documents of a tree, trace by trace. */
function tracesOf(files: readonly TreeFile[], only: string | null, {paths}: CompiledReport) {
  const traces = new Map<string, {project: string; date: CalendarDate; traceId: string; records: RecordValues[]}>();
  const records = readTree(files).records.filter(({project}) => only === null || project === only);
  for (const {project, date, traceId, runId, file} of records) {
    if (date < SCOPE.from || date > SCOPE.to) continue;
    const key = JSON.stringify([project, date, traceId]);
    const trace = traces.get(key) ?? {project, date: date as CalendarDate, traceId, records: []};
    const text = new TextDecoder().decode(file.bytes);
    trace.records.push(recordValues(runId, parseJson(text).value as JsonObject, paths));
    traces.set(key, trace);
  }
  for (const {records} of traces.values()) records.sort((left, right) => compareCodePoints(left.runId, right.runId));
  return traces.values();
}

describe('zenrows-errors as a definition', () => {
  it('prints the bytes of the command over generated trees', async () => {
    await fc.assert(
      fc.asyncProperty(treeArbitrary(), async (files) => {
        await backends.useTree(Object.fromEntries(files.map((file) => [pathOf(file), file.bytes])));
        await backends.withSource('file', async (source) => {
          for (const project of [null, ...(await source.projects())]) {
            expect(printed(files, project)).toBe(formatErrorsCsv(await errorReport(source, {project, ...SCOPE})));
          }
        });
      }),
      {numRuns: TREES},
    );
  }, 600_000);
});
