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

const SHAPE =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(?:Z|([+-])([0-9]{2}):([0-9]{2}))?$/;
const FIRST_MILLISECOND = secondsOf(1, 1, 1, 0, 0, 0) * 1000;
const LAST_MILLISECOND = secondsOf(9999, 12, 31, 23, 59, 59) * 1000 + 999;

/** A stored time as an instant: ISO 8601 (UTC where it names no zone) or whole epoch milliseconds; else null. */
export function parseInstant(value: JsonValue | undefined): Instant | null {
  if (typeof value === 'string') return parseIso(value);
  return value instanceof JsonNumber ? fromMilliseconds(value) : null;
}

/** Negative where left is earlier. Nothing about null: whether it comes first or last is each caller's own rule. */
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

function parseIso(text: string): Instant | null {
  const match = SHAPE.exec(text);
  if (match === null) return null;
  const part = (at: number) => Number(match[at]);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  const [fraction = '', sign = '+', zoneHour = '00', zoneMinute = '00'] = match.slice(7);
  if (!isRealDate(year, month, day) || hour > 23 || minute > 59 || second > 59) return null;
  if (Number(zoneHour) > 23 || Number(zoneMinute) > 59) return null;
  const offset = (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === '-' ? -60 : 60);
  return {
    seconds: secondsOf(year, month, day, hour, minute, second) - offset,
    fraction: trimTrailingZeros(fraction),
  };
}

function fromMilliseconds(number: JsonNumber): Instant | null {
  const milliseconds = toSafeInteger(parseDecimal(number.lexeme));
  if (milliseconds === null || milliseconds < FIRST_MILLISECOND || milliseconds > LAST_MILLISECOND) return null;
  const seconds = Math.floor(milliseconds / 1000);
  return {seconds, fraction: trimTrailingZeros(String(milliseconds - seconds * 1000).padStart(3, '0'))};
}

/** `Date.UTC`, which makes no object, reads the years 0 to 99 as 1900 to 1999, so such a year is set on its own. */
function secondsOf(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  if (year > 99) return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return date.getTime() / 1000;
}
