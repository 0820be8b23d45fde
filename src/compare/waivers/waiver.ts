import {type Question, reportNames} from '../../asking/question.ts';
import {type CalendarDate, parseCalendarDate} from '../../core/calendar-date.ts';
import {ConfigError} from '../../core/errors.ts';

/** A difference that somebody accepted: where, why, until when, and up to what size. */
export interface Waiver {
  /** The name of a report, also of one that is a definition. */
  readonly report: string;
  /** One project alone; null for all projects together. */
  readonly project: string | null;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it is valid. */
  readonly expires: CalendarDate;
  /** The size of the largest difference allowed: traces by which a count is off, or listed runs that differ. */
  readonly largest: number;
}

const SHAPE =
  '{"report": …, "project": name or null, "from": date, "to": date, "reason": …, "owner": …, "expires": date, "largest": number}';

/**
 * Reads a file of waivers, a JSON list, about the reports of these names.
 *
 * @throws ConfigError that names every fault at once
 */
export function parseWaivers(text: string, path: string, reports: readonly string[] = reportNames): Waiver[] {
  const faults: string[] = [];
  const list = parseList(text, faults);
  const waivers = list.map((entry, at) => parseWaiver(entry, `waiver ${at + 1}`, reports, faults));
  if (faults.length > 0) {
    throw new ConfigError(
      `The waivers in ${path} are wrong: ${faults.join('; ')}.`,
      `Each one looks like ${SHAPE}; correct the file, or leave it out with: --waivers /dev/null`,
    );
  }
  return waivers as Waiver[];
}

/** Whether a waiver is about a question: about all of its dates. */
export function isAbout({report, project, from, to}: Waiver, question: Question): boolean {
  return report === question.report && project === question.project && question.from >= from && question.to <= to;
}

function parseList(text: string, faults: string[]): unknown[] {
  if (text.trim() === '') return [];
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list)) return list;
    faults.push('the document is not a list');
  } catch (error) {
    faults.push(`not JSON (${(error as Error).message.split('\n')[0]})`);
  }
  return [];
}

const KEYS = ['report', 'project', 'from', 'to', 'reason', 'owner', 'expires', 'largest'] as const;

type Key = (typeof KEYS)[number];

function parseWaiver(entry: unknown, name: string, reports: readonly string[], faults: string[]): Waiver | null {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    faults.push(`${name} is not an object`);
    return null;
  }
  const members = entry as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(members)) {
    if (!(KEYS as readonly string[]).includes(key)) faults.push(`${name} has an unknown key '${key}'`);
  }
  const read = <T>(key: Key, parse: (value: unknown) => T | undefined, expected: string): T => {
    const value = Object.hasOwn(members, key) ? parse(members[key]) : undefined;
    if (value === undefined) faults.push(`${name} needs "${key}", ${expected}`);
    return value as T;
  };
  const waiver: Waiver = {
    report: read('report', (value) => reports.find((known) => known === value), `one of ${reports.join(', ')}`),
    project: read('project', nameOrNull, 'the name of a project, or null for all projects together'),
    from: read('from', date, 'a date YYYY-MM-DD'),
    to: read('to', date, 'a date YYYY-MM-DD'),
    reason: read('reason', filledText, 'a text that says why'),
    owner: read('owner', filledText, 'a text that says who'),
    expires: read('expires', date, 'a date YYYY-MM-DD'),
    largest: read('largest', wholeNumber, 'a whole number from 1'),
  };
  if (waiver.from > waiver.to) faults.push(`${name} has "from" after "to"`);
  return waiver;
}

function nameOrNull(value: unknown): string | null | undefined {
  return value === null || (typeof value === 'string' && value !== '') ? value : undefined;
}

function date(value: unknown): CalendarDate | undefined {
  return typeof value === 'string' ? (parseCalendarDate(value) ?? undefined) : undefined;
}

function filledText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function wholeNumber(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 1 ? (value as number) : undefined;
}
