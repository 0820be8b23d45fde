import type {CalendarDate} from '../core/calendar-date.ts';

/** What tells the time. */
export type Clock = () => Date;

/** Today's date in UTC: `--last`, `--since` and `--yesterday` count from it, and waivers expire by it. */
export function today(clock: Clock = () => new Date(Date.now())): CalendarDate {
  return clock().toISOString().slice(0, 10) as CalendarDate;
}
