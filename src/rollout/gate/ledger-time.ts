import {parseCalendarDate} from '../../core/calendar-date.ts';

/** Clocks of two machines may differ by so much. */
export const CLOCK_SKEW_MILLISECONDS = 5 * 60_000;

export const HOUR_MILLISECONDS = 3_600_000;
export const DAY_MILLISECONDS = 24 * HOUR_MILLISECONDS;

const WRITTEN = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** Epoch milliseconds of a time as the ledger writes it; null for anything else, such as a day that is not there. */
export function instantOf(at: string): number | null {
  return WRITTEN.test(at) && parseCalendarDate(at.slice(0, 10)) !== null ? Date.parse(at) : null;
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
