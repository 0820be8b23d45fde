import {type CalendarDate, datesBetween} from './calendar-date.ts';
import type {DailyCount, ReportSource, Scope} from './report-source.ts';

/** The model of `zenrows-errors`: one row for each date of the scope, dates without records included. */
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

export async function errorReport(source: Pick<ReportSource, 'dailyCounts'>, scope: Scope): Promise<ErrorReport> {
  const counts = await source.dailyCounts(scope);
  return buildErrorReport(counts, scope);
}

function buildErrorReport(counts: readonly DailyCount[], scope: Scope): ErrorReport {
  const byDate = new Map(counts.map((count) => [count.date, count]));
  const rows = [...datesBetween(scope.from, scope.to)].map((date) => ({
    date,
    totalTraces: byDate.get(date)?.traces ?? 0,
    zenrowsErrors: byDate.get(date)?.failingTraces ?? 0,
  }));
  return {rows, records: counts.reduce((sum, count) => sum + count.records, 0)};
}
