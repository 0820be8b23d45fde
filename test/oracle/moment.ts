import {byCodePoint} from './code-points.ts';
import {ExactNumber, type Json} from './json-value.ts';
import {isCalendarDate} from './tree-file.ts';

/** A point in time: whole seconds since 1970 in UTC, and the digits after the point without trailing zeros. */
export interface Moment {
  readonly seconds: number;
  readonly fraction: string;
}

const FIRST_SECOND = Date.parse('0001-01-01T00:00:00Z') / 1000;
const LAST_SECOND = Date.parse('9999-12-31T23:59:59Z') / 1000;
const WRITTEN =
  /^(\d{4}-\d{2}-\d{2})[T ]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d+))?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))?$/;

export function readMoment(value: Json | undefined): Moment | undefined {
  if (typeof value === 'string') return readWritten(value);
  if (value instanceof ExactNumber) return readEpochMilliseconds(value);
  return undefined;
}

/** Negative where left is earlier. What cannot be read comes after everything that can. */
export function byMoment(left: Moment | undefined, right: Moment | undefined): number {
  if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
  // Fractions without trailing zeros compare digit by digit, like words.
  return left.seconds - right.seconds || byCodePoint(left.fraction, right.fraction);
}

/** `YYYY-MM-DD HH:MM:SS UTC` */
export function printMoment(moment: Moment): string {
  // Past the year 9999 JavaScript writes `+010000-…`.
  const iso = new Date(moment.seconds * 1000).toISOString().replace('+0', '');
  return `${iso.replace('T', ' ').replace('.000Z', '')} UTC`;
}

function readWritten(text: string): Moment | undefined {
  const [, date = '', time = '', fraction = '', sign, hours = '0', minutes = '0'] = WRITTEN.exec(text) ?? [];
  if (!isCalendarDate(date)) return undefined;
  const east = (Number(hours) * 60 + Number(minutes)) * 60 * (sign === '-' ? -1 : 1);
  // The years 0001–9999 are those of the written date; its zone may carry the instant over their edge.
  return {seconds: Date.parse(`${date}T${time}Z`) / 1000 - east, fraction: fraction.replace(/0+$/, '')};
}

function readEpochMilliseconds(number: ExactNumber): Moment | undefined {
  if (!number.isIntegral) return undefined;
  const milliseconds = number.toBigInt();
  // A remainder that is never negative, so that half a second before 1970 is in the second before.
  const rest = ((milliseconds % 1000n) + 1000n) % 1000n;
  const fraction = rest.toString().padStart(3, '0').replace(/0+$/, '');
  const seconds = Number((milliseconds - rest) / 1000n);
  return seconds >= FIRST_SECOND && seconds <= LAST_SECOND ? {seconds, fraction} : undefined;
}
