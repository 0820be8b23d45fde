import type {CalendarDate} from '../../core/calendar-date.ts';
import {compareCodePoints} from '../../core/code-point-order.ts';
import type {PrunedPart, PruneReport, PruneScope, PruneWay} from '../../core/prune-report.ts';
import type {SourceDay} from '../../core/source-snapshot.ts';

/** The table with the rows of a date, and how they leave it. */
export interface DayPlace {
  readonly table: string;
  readonly way: PruneWay;
}

/** Gathers the days to delete, each known only by its count, into the parts of a report. */
export function pruneReport(
  scope: PruneScope,
  days: readonly SourceDay[],
  placeOf: (date: CalendarDate) => DayPlace,
  {tables, applied}: {readonly tables: readonly string[]; readonly applied: boolean},
): PruneReport {
  const parts = new Map<string, PrunedPart>();
  for (const {project, date, size} of days) {
    const [month, place] = [date.slice(0, 'YYYY-MM'.length), placeOf(date)];
    const key = JSON.stringify([month, place.table, project]);
    const part = parts.get(key) ?? {...place, month, project, records: 0, firstDate: date, lastDate: date};
    parts.set(key, {
      ...part,
      records: part.records + size,
      firstDate: date < part.firstDate ? date : part.firstDate,
      lastDate: date > part.lastDate ? date : part.lastDate,
    });
  }
  const records = days.reduce((sum, {size}) => sum + size, 0);
  return {...scope, applied, records, tables, parts: [...parts.values()].sort(byPlace)};
}

function byPlace(left: PrunedPart, right: PrunedPart): number {
  return (
    compareCodePoints(left.month, right.month) ||
    compareCodePoints(left.table, right.table) ||
    compareCodePoints(left.project, right.project)
  );
}
