/** A real calendar date written `YYYY-MM-DD`, years 0001 to 9999. As text it orders like the date itself. */
export type CalendarDate = string & {readonly __brand: 'CalendarDate'};

const FIRST_DATE = '0001-01-01' as CalendarDate;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The text as a date, or null if there is no such day. */
export function parseCalendarDate(text: string): CalendarDate | null {
  const [, year, month, day] = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text) ?? [];
  return isRealDate(Number(year), Number(month), Number(day)) ? (text as CalendarDate) : null;
}

/** True for a day of the years 0001 to 9999; false too if any part is NaN. */
export function isRealDate(year: number, month: number, day: number): boolean {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0);
  return year >= 1 && day >= 1 && day <= days;
}

/** Every date from the first to the last, both included. */
export function* datesBetween(from: CalendarDate, to: CalendarDate): Generator<CalendarDate> {
  const [year, month, day] = from.split('-').map(Number) as [number, number, number];
  const cursor = new Date(0);
  cursor.setUTCFullYear(year, month - 1, day);
  for (;;) {
    const date = cursor.toISOString().slice(0, 10) as CalendarDate;
    if (date > to || cursor.getUTCFullYear() > 9999) return;
    yield date;
    cursor.setUTCDate(cursor.getUTCDate() + 1);
  }
}

/** The date so many days before a date; the first date of all if there are fewer. */
export function daysBefore(date: CalendarDate, days: number): CalendarDate {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const cursor = new Date(0);
  cursor.setUTCFullYear(year, month - 1, day - days);
  // Before the year 1, and beyond what a Date can say.
  if (!(cursor.getUTCFullYear() >= 1)) return FIRST_DATE;
  return cursor.toISOString().slice(0, 10) as CalendarDate;
}

/** The ISO 8601 week of a date, `2025-W37`. A week belongs to the year of its Thursday. */
export function isoWeek(date: CalendarDate): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const thursday = new Date(0);
  thursday.setUTCFullYear(year, month - 1, day);
  thursday.setUTCDate(day + 3 - ((thursday.getUTCDay() + 6) % 7));
  const newYear = new Date(0);
  newYear.setUTCFullYear(thursday.getUTCFullYear(), 0, 1);
  const week = 1 + Math.floor((thursday.getTime() - newYear.getTime()) / (7 * 24 * 3_600_000));
  return `${String(thursday.getUTCFullYear()).padStart(4, '0')}-W${String(week).padStart(2, '0')}`;
}
