import type {CalendarDate} from '../core/calendar-date.ts';

/** What tells the time. */
export type Clock = () => Date;

/** Today's date in UTC: by it `--last`, `--since` and `--yesterday` count, and waivers expire. */
export function today(clock: Clock = () => new Date(Date.now())): CalendarDate {
  return clock().toISOString().slice(0, 10) as CalendarDate;
}
