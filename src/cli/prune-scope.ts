import {type CalendarDate, daysBefore} from '../core/calendar-date.ts';
import {UsageError} from '../core/errors.ts';
import type {PruneScope} from '../core/prune-report.ts';
import {parseDate, parseLast, parseProject} from './scope.ts';
import {today} from './today.ts';

export interface PruneFlags {
  readonly before?: string | undefined;
  readonly keep?: string | undefined;
  readonly project?: string | undefined;
}

/**
 * What is deleted: everything before a date, or everything before the last so many days, today included.
 *
 * @throws UsageError as `parseDate`, `parseLast` and `parseProject` do, and for a date that must be a typing mistake
 */
export function parsePruneScope(flags: PruneFlags, latest: CalendarDate = today()): PruneScope {
  const {before, keep} = flags;
  if (before !== undefined && keep !== undefined) throw badPrune('--before does not go with --keep.');
  if (before === undefined && keep === undefined) throw badPrune('Nothing says what must stay.');
  const first = before === undefined ? daysBefore(latest, parseLast(keep ?? '', '--keep') - 1) : parseDate(before);
  if (first > latest) {
    throw new UsageError(
      `--before ${before} is in the future; today is ${latest} in UTC.`,
      `What is not today's can go with: lse db prune --before ${latest}`,
    );
  }
  return {before: first, project: parseProject(flags.project)};
}

function badPrune(message: string): UsageError {
  return new UsageError(message, 'Give one of: --before YYYY-MM-DD, or --keep 90d.');
}
