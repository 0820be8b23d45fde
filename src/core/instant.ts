import {isRealDate} from './calendar-date.ts';
import {parseDecimal, toSafeInteger, trimTrailingZeros} from './json/decimal.ts';
import {JsonNumber, type JsonValue} from './json/value.ts';

/**
 * A point in time with every digit of its fraction: `seconds` since 1970 (rounded down, may be negative) and
 * `fraction`, the digits behind the point without trailing zeros.
 */
export interface Instant {
  readonly seconds: number;
  readonly fraction: string;
}

/** From the first of March of the year 0. */
const DAYS_TO_1970 = 719_468;
const FIRST_MILLISECOND = secondsOf(1, 1, 1, 0, 0, 0) * 1000;
const LAST_MILLISECOND = secondsOf(9999, 12, 31, 23, 59, 59) * 1000 + 999;

/** A stored time as an instant: ISO 8601 (UTC if it names no zone) or whole epoch milliseconds; else null. */
export function parseInstant(value: JsonValue | undefined): Instant | null {
  if (typeof value === 'string') return parseIso(value);
  return value instanceof JsonNumber ? fromMilliseconds(value) : null;
}

/** Negative if left is earlier. It takes no null: each caller has its own rule whether null comes first or last. */
export function compareInstants(left: Instant, right: Instant): number {
  if (left.seconds !== right.seconds) return left.seconds - right.seconds;
  if (left.fraction === right.fraction) return 0;
  return left.fraction < right.fraction ? -1 : 1;
}

/** `YYYY-MM-DD HH:MM:SS` in UTC, truncated to the second. */
export function printInstant({seconds}: Instant): string {
  const date = new Date(seconds * 1000);
  const year = String(date.getUTCFullYear()).padStart(4, '0');
  return `${year}${date.toISOString().slice(-20, -5).replace('T', ' ')}`;
}

/** The hour in UTC that it lies in, `YYYY-MM-DD HH:00`. */
export function printHour(instant: Instant): string {
  return `${printInstant(instant).slice(0, -':00:00'.length)}:00`;
}

/** `YYYY-MM-DDTHH:MM:SS[.fraction]Z`, with every digit; equal instants print alike. */
export function printExactInstant(instant: Instant): string {
  const fraction = instant.fraction === '' ? '' : `.${instant.fraction}`;
  return `${printInstant(instant).replace(' ', 'T')}${fraction}Z`;
}

/**
 * `YYYY-MM-DD`, `T` or a space, `HH:MM:SS`, perhaps `.` and digits, perhaps `Z` or `±HH:MM`. It is parsed by hand, since a report parses
 * several for each run.
 */
function parseIso(text: string): Instant | null {
  const year = number(text, 0, 4);
  const [month, day] = [number(text, 5, 7), number(text, 8, 10)];
  const [hour, minute, second] = [number(text, 11, 13), number(text, 14, 16), number(text, 17, 19)];
  const [separator, zoneAt] = [text[10], behindFraction(text)];
  if (text[4] !== '-' || text[7] !== '-' || (separator !== 'T' && separator !== ' ')) return null;
  if (text[13] !== ':' || text[16] !== ':') return null;
  const offset = zoneOffset(text, zoneAt);
  // A part that is no number is NaN, which fails every comparison.
  if (offset === null || !isRealDate(year, month, day) || !(hour <= 23 && minute <= 59 && second <= 59)) return null;
  return {
    seconds: secondsOf(year, month, day, hour, minute, second) - offset,
    fraction: trimTrailingZeros(text.slice(SECONDS_END + 1, zoneAt)),
  };
}

const SECONDS_END = 19;
const [ZERO, NINE] = [0x30, 0x39];

/** Of ASCII digits alone; NaN for anything else. */
function number(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (!(code >= ZERO && code <= NINE)) return Number.NaN;
    value = value * 10 + code - ZERO;
  }
  return value;
}

/** Where the zone begins. A point without digits is no fraction, and no zone begins with it. */
function behindFraction(text: string): number {
  if (text[SECONDS_END] !== '.') return SECONDS_END;
  let at = SECONDS_END + 1;
  for (let code = text.charCodeAt(at); code >= ZERO && code <= NINE; code = text.charCodeAt(at)) at += 1;
  return at === SECONDS_END + 1 ? SECONDS_END : at;
}

/** In seconds; null if the text is no zone. */
function zoneOffset(text: string, at: number): number | null {
  if (at === text.length) return 0;
  const sign = text[at];
  if (sign === 'Z') return at + 1 === text.length ? 0 : null;
  if ((sign !== '+' && sign !== '-') || text.length !== at + '+HH:MM'.length || text[at + 3] !== ':') return null;
  const [hours, minutes] = [number(text, at + 1, at + 3), number(text, at + 4, at + 6)];
  if (!(hours <= 23 && minutes <= 59)) return null;
  return (hours * 60 + minutes) * (sign === '-' ? -60 : 60);
}

function fromMilliseconds(number: JsonNumber): Instant | null {
  const milliseconds = toSafeInteger(parseDecimal(number.lexeme));
  if (milliseconds === null || milliseconds < FIRST_MILLISECOND || milliseconds > LAST_MILLISECOND) return null;
  const seconds = Math.floor(milliseconds / 1000);
  return {seconds, fraction: trimTrailingZeros(String(milliseconds - seconds * 1000).padStart(3, '0'))};
}

/**
 * By the Gregorian calendar, also for dates before its introduction. Computed by hand: `Date.UTC` takes as long as all the rest, and reads
 * the years to 99 as 1900 to 1999.
 */
function secondsOf(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  // If years begin in March, the leap day is the last day of a year.
  const marchYear = month > 2 ? year : year - 1;
  const daysBefore = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  const days = marchYear * 365 + leapDays + daysBefore - DAYS_TO_1970;
  return ((days * 24 + hour) * 60 + minute) * 60 + second;
}
