import type {CalendarDate} from '../core/calendar-date.ts';

/** Today's date in UTC, by which waivers expire. */
export function today(): CalendarDate {
  return new Date().toISOString().slice(0, 10) as CalendarDate;
}
