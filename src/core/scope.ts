import type {CalendarDate} from './calendar-date.ts';

/** The dates of a question, both included, and one project, or null for all projects together. */
export interface Scope {
  readonly project: string | null;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** The key of a day. */
export interface DayKey {
  readonly project: string;
  readonly date: CalendarDate;
}
