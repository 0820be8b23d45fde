import {type CalendarDate, daysBefore, parseCalendarDate} from '../core/calendar-date.ts';
import {UsageError} from '../core/errors.ts';
import {projectNameFault} from '../core/project-name.ts';
import {EVERY_DATE, type Scope} from '../core/scope.ts';
import {today} from './today.ts';

export interface RangeFlags {
  readonly date?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly last?: string | undefined;
  readonly since?: string | undefined;
  readonly yesterday?: boolean | undefined;
}

/** How the dates may be given, for hints; a command takes one of these. */
export const DATE_FORMS =
  '--date YYYY-MM-DD, or --from YYYY-MM-DD with --to YYYY-MM-DD, or --last 7d, or --since YYYY-MM-DD, or --yesterday';

/** The same for a command that takes one date. */
const DAY_FORMS = '--date YYYY-MM-DD, or --yesterday';

/** The longest range, in days: nobody means more, and a typing mistake would ask for millions of rows. */
const LONGEST_LAST = 36_525;

export interface DateRange {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** @throws UsageError if the text is no real calendar date */
export function parseDate(text: string): CalendarDate {
  const date = parseCalendarDate(text);
  if (date === null) throw new UsageError(`Invalid date format '${text}'.`, 'Expected YYYY-MM-DD.');
  return date;
}

/**
 * The dates asked for, or null if none of the flags was given.
 *
 * @param now today in UTC, by which `--last`, `--since` and `--yesterday` count
 * @throws UsageError unless they are given in exactly one way
 */
export function parseOptionalRange(
  flags: RangeFlags,
  now: CalendarDate = today(),
  forms = DATE_FORMS,
): DateRange | null {
  const {date, from, to, last, since, yesterday} = flags;
  const given = [
    ...(date === undefined ? [] : ['--date']),
    ...(from === undefined && to === undefined ? [] : [from === undefined ? '--to' : '--from']),
    ...(last === undefined ? [] : ['--last']),
    ...(since === undefined ? [] : ['--since']),
    ...(yesterday === true ? ['--yesterday'] : []),
  ];
  const [first, second] = given;
  if (first === undefined) return null;
  if (second !== undefined) throw badRange(`${first} does not go with ${second}.`, forms);
  if (date !== undefined) return {from: parseDate(date), to: parseDate(date)};
  if (last !== undefined) return {from: daysBefore(now, parseLast(last) - 1), to: now};
  if (since !== undefined) return sinceRange(since, now);
  if (yesterday === true) return {from: daysBefore(now, 1), to: daysBefore(now, 1)};
  if (from === undefined || to === undefined) throw badRange('--from and --to go together.');
  const range = {from: parseDate(from), to: parseDate(to)};
  if (range.from > range.to) throw badRange(`--from ${from} is after --to ${to}.`);
  return range;
}

/**
 * How many days `7d` or `2w` are.
 *
 * @throws UsageError that names the flag
 */
export function parseLast(text: string, flag = '--last'): number {
  const [, number, unit] = /^([0-9]{1,6})([dw])$/.exec(text) ?? [];
  const days = Number(number) * (unit === 'w' ? 7 : 1);
  if (days >= 1 && days <= LONGEST_LAST) return days;
  throw new UsageError(`Invalid number of days '${text}'.`, `Give days or weeks, such as: ${flag} 7d or ${flag} 2w`);
}

function sinceRange(since: string, now: CalendarDate): DateRange {
  const from = parseDate(since);
  if (from > now) throw badRange(`--since ${since} is in the future; today is ${now} in UTC.`);
  return {from, to: now};
}

/**
 * The scope of a command that takes everything if no flag narrows it down; null for everything.
 *
 * @throws UsageError as `parseOptionalRange` and `parseProject` do
 */
export function parseOptionalScope(flags: RangeFlags & {readonly project?: string | undefined}): Scope | null {
  const range = parseOptionalRange(flags);
  const project = parseProject(flags.project);
  if (range === null && project === null) return null;
  return {project, ...(range ?? EVERY_DATE)};
}

/** The same if a date is required. */
export function parseRange(flags: RangeFlags): DateRange {
  const range = parseOptionalRange(flags);
  if (range === null) throw badRange('No date was given.');
  return range;
}

/** The same for a command that takes one date. */
export function parseDay(flags: Pick<RangeFlags, 'date' | 'yesterday'>): CalendarDate {
  const range = parseOptionalRange(flags, today(), DAY_FORMS);
  if (range === null) throw badRange('No date was given.', DAY_FORMS);
  return range.from;
}

/** @throws UsageError if the name cannot be a project's */
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

function badRange(message: string, forms = DATE_FORMS): UsageError {
  return new UsageError(message, `Give one of: ${forms}.`);
}
