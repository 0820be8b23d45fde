import Fraction from 'fraction.js';
import type {CalendarDate} from '../calendar-date.ts';
import {SCRAPER, SUCCESS} from '../record-facts.ts';
import type {Scope} from '../scope.ts';
import {type CompiledReport, compileReport} from './compiled-report.ts';
import type {CountedParts} from './counted-parts.ts';
import type {Condition, ReportDefinition} from './definition.ts';
import {reportTable, type TableSource} from './report-table.ts';
import type {Table} from './table.ts';

const name = {kind: 'field', name: 'name'} as const;
const status = {kind: 'field', name: 'status'} as const;

/** The rule of `isFailing`, as a definition says it. */
const runFails: Condition = {
  kind: 'all',
  conditions: [
    {kind: 'test', field: name, test: {kind: 'is', operand: SCRAPER}},
    {
      kind: 'all',
      conditions: [
        {kind: 'test', field: status, test: {kind: 'exists', operand: true}},
        {kind: 'not', condition: {kind: 'test', field: status, test: {kind: 'is', operand: SUCCESS}}},
      ],
    },
  ],
};

const traceFails: Condition = {kind: 'some-run', condition: runFails};

/**
 * `reports/zenrows-errors.yaml`, which a test compares with this. It stands here as well, since sources know a shorter way to it, and since
 * its command should not wait for a file.
 */
export const zenrowsErrors: ReportDefinition = {
  name: 'zenrows-errors',
  title: 'Traces in which a scraper run failed',
  rows: 'traces',
  where: null,
  by: [{field: {kind: 'field', name: 'day'}, heading: 'Date', missing: 'Unknown'}],
  measures: [
    {name: 'traces', measure: {kind: 'count', condition: null}},
    {name: 'errors', measure: {kind: 'count', condition: traceFails}},
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

/** Compiled on first use. */
let compiled: CompiledReport | null = null;

export function compiledZenrowsErrors(): CompiledReport {
  compiled ??= compileReport(zenrowsErrors);
  return compiled;
}

/** The counts of one date. `traces` and `failingTraces` count distinct (project, trace id). */
export interface DailyCount {
  readonly date: CalendarDate;
  readonly records: number;
  readonly traces: number;
  readonly failingTraces: number;
}

/**
 * Turns the counts of days into the parts of a report that asks for nothing else: how many traces there are by day, and how many of them
 * fail. Null for any other report.
 */
export function partsOfDays(report: CompiledReport): ((counts: readonly DailyCount[]) => CountedParts) | null {
  const {rows, where, by} = report.definition;
  const isByDay = by.length === 1 && by[0]?.field.kind === 'field' && by[0].field.name === 'day';
  if (rows !== 'traces' || where !== null || !isByDay) return null;
  /** For each input, whether a trace that does not fail counts as well. */
  const countsAll: boolean[] = [];
  for (const {measure, input} of report.measures) {
    if (input === null) continue;
    if (measure.kind !== 'count') return null;
    if (measure.condition !== null && JSON.stringify(measure.condition) !== TRACE_FAILS) return null;
    countsAll[input] = measure.condition === null;
  }
  return (counts) => ({
    records: counts.reduce((sum, {records}) => sum + records, 0),
    parts: counts
      .flatMap(({date, traces, failingTraces}) => [
        {keys: [date], inputs: countsAll.map(() => true), times: failingTraces},
        {keys: [date], inputs: countsAll, times: traces - failingTraces},
      ])
      // A date without traces has no row of its own.
      .filter(({times}) => times !== 0),
  });
}

const TRACE_FAILS = JSON.stringify(traceFails);

/** `zenrows-errors` as programs read it: one row for each date of the scope, dates without records included. */
export interface ErrorReport {
  readonly rows: readonly ErrorRow[];
  /** How many records are behind the rows. No records is not the same as no failures. */
  readonly records: number;
}

export interface ErrorRow {
  readonly date: CalendarDate;
  readonly totalTraces: number;
  readonly zenrowsErrors: number;
}

/** The table of `zenrows-errors`, which is what is printed. */
export function errorTable(source: TableSource, scope: Scope): Promise<Table> {
  return reportTable(source, compiledZenrowsErrors(), scope);
}

/** Out of such a table. */
export function errorReport({rows, records}: Table): ErrorReport {
  return {rows: rows.map(errorRow), records};
}

function errorRow({keys: [date], cells: [traces, errors]}: Table['rows'][number]): ErrorRow {
  return {date: date as CalendarDate, totalTraces: count(traces), zenrowsErrors: count(errors)};
}

function count(cell: Table['rows'][number]['cells'][number] | undefined): number {
  return cell instanceof Fraction ? Number(cell.n) : 0;
}
