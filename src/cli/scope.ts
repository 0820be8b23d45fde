import {type CalendarDate, parseCalendarDate} from '../core/calendar-date.ts';
import {UsageError} from '../core/errors.ts';
import {projectNameFault} from '../core/project-name.ts';
import type {Scope} from '../core/scope.ts';

export const EVERY_DATE: DateRange = {from: '0001-01-01' as CalendarDate, to: '9999-12-31' as CalendarDate};

export interface RangeFlags {
  readonly date?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface DateRange {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** @throws UsageError where the text is no real calendar date */
export function parseDate(text: string): CalendarDate {
  const date = parseCalendarDate(text);
  if (date === null) throw new UsageError(`Invalid date format '${text}'.`, 'Expected YYYY-MM-DD.');
  return date;
}

/**
 * The dates asked for, or null where none of the flags was given.
 *
 * @throws UsageError for anything but one of `--date` and `--from` with `--to`
 */
export function parseOptionalRange({date, from, to}: RangeFlags): DateRange | null {
  if (date === undefined && from === undefined && to === undefined) return null;
  if (date !== undefined) {
    if (from !== undefined || to !== undefined) throw badRange('--date does not go with --from or --to.');
    return {from: parseDate(date), to: parseDate(date)};
  }
  if (from === undefined || to === undefined) throw badRange('--from and --to go together.');
  const range = {from: parseDate(from), to: parseDate(to)};
  if (range.from > range.to) throw badRange(`--from ${from} is after --to ${to}.`);
  return range;
}

/**
 * The scope of a command that takes everything where no flag narrows it down; null for everything.
 *
 * @throws UsageError as `parseOptionalRange` and `parseProject` do
 */
export function parseOptionalScope(flags: RangeFlags & {readonly project?: string | undefined}): Scope | null {
  const range = parseOptionalRange(flags);
  const project = parseProject(flags.project);
  if (range === null && project === null) return null;
  return {project, ...(range ?? EVERY_DATE)};
}

/** The same where a date has to be given. */
export function parseRange(flags: RangeFlags): DateRange {
  const range = parseOptionalRange(flags);
  if (range === null) throw badRange('No date was given.');
  return range;
}

/** @throws UsageError where the name cannot be a project's */
export function parseProject(name: string | undefined): string | null {
  if (name === undefined) return null;
  const fault = projectNameFault(name);
  if (fault !== null) {
    throw new UsageError(
      `Illegal project name '${name}': ${fault}.`,
      'Give --project the name of a directory below the data dir.',
    );
  }
  return name;
}

function badRange(message: string): UsageError {
  return new UsageError(message, 'Give either --date YYYY-MM-DD, or --from YYYY-MM-DD with --to YYYY-MM-DD.');
}
