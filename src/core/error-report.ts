import Fraction from 'fraction.js';
import type {CalendarDate} from './calendar-date.ts';
import {reportTable, type TableSource} from './reports/report-table.ts';
import type {Table} from './reports/table.ts';
import {compiledZenrowsErrors} from './reports/zenrows-errors.ts';
import type {Scope} from './scope.ts';

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
