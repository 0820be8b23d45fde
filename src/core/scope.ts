import type {CalendarDate} from './calendar-date.ts';

/** The dates of a question, both included, and one project, or null for all projects together. */
export interface Scope {
  readonly project: string | null;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** Every date that a record can have. */
export const EVERY_DATE: Pick<Scope, 'from' | 'to'> = {
  from: '0001-01-01' as CalendarDate,
  to: '9999-12-31' as CalendarDate,
};

/** The key of a day. */
export interface DayKey {
  readonly project: string;
  readonly date: CalendarDate;
}
