import type {ErrorReport} from '../core/error-report.ts';
import {formatErrorRate} from './error-rate.ts';

const HEADER = 'Date,Total Traces,Zenrows Errors,Error Rate';

/** `zenrows-errors` as CSV. No cell ever needs quotes: dates, counts and a percentage. */
export function formatErrorsCsv(report: ErrorReport): string {
  const rows = report.rows.map(({date, totalTraces, zenrowsErrors}) =>
    [date, totalTraces, zenrowsErrors, formatErrorRate(zenrowsErrors, totalTraces)].join(','),
  );
  return `${[HEADER, ...rows].join('\n')}\n`;
}
