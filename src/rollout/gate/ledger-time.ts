import {parseCalendarDate} from '../../core/calendar-date.ts';

/** Clocks of two machines may differ by so much. */
export const CLOCK_SKEW_MILLISECONDS = 5 * 60_000;

export const HOUR_MILLISECONDS = 3_600_000;
export const DAY_MILLISECONDS = 24 * HOUR_MILLISECONDS;

const WRITTEN = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** Epoch milliseconds of a time as the ledger writes it; null for anything else, such as a day that is not there. */
export function instantOf(at: string): number | null {
  if (!WRITTEN.test(at)) return null;
  const midnight = midnightOf(at.slice(0, 10));
  return midnight === null ? null : midnight + millisecondOfDay(at);
}

/** The day asked about last: a ledger is read in the order of time, and a day has thousands of its entries. */
let last: {readonly day: string; readonly midnight: number | null} = {day: '', midnight: null};

function midnightOf(day: string): number | null {
  if (last.day !== day)
    last = {day, midnight: parseCalendarDate(day) === null ? null : Date.parse(`${day}T00:00:00.000Z`)};
  return last.midnight;
}

/** Of a text of that shape. */
function millisecondOfDay(at: string): number {
  const seconds = twoDigits(at, 11) * 3600 + twoDigits(at, 14) * 60 + twoDigits(at, 17);
  return seconds * 1000 + twoDigits(at, 20) * 10 + digit(at, 22);
}

function twoDigits(text: string, index: number): number {
  return digit(text, index) * 10 + digit(text, index + 1);
}

function digit(text: string, index: number): number {
  return text.charCodeAt(index) - 0x30;
}

/** `YYYY-MM-DD` in UTC. */
export function utcDayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** `3.5 hours`, `12.0 days`: for reading only. */
export function durationText(milliseconds: number): string {
  if (milliseconds < HOUR_MILLISECONDS) return `${(milliseconds / 60_000).toFixed(0)} minutes`;
  if (milliseconds < 3 * DAY_MILLISECONDS) return `${(milliseconds / HOUR_MILLISECONDS).toFixed(1)} hours`;
  return `${(milliseconds / DAY_MILLISECONDS).toFixed(1)} days`;
}
