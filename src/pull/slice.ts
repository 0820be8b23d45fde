import {type CalendarDate, datesBetween} from '../core/calendar-date.ts';

/**
 * A stretch of time whose runs are asked for by themselves, by their start: with a cursor of its own, and a count of its own.
 *
 * - `day`: one of the dates. `behind`: what starts soon after the last of them, for traces that began before midnight.
 * - `late`: once more what started shortly before the pull began, for runs that arrive late; its runs belong to the others' counts.
 */
export interface Slice {
  readonly kind: 'day' | 'behind' | 'late';
  /** Milliseconds since 1970, the first one included. */
  readonly from: number;
  readonly to: number;
}

/** Which dates are asked for, and when. */
export interface SlicedRange {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  /** Milliseconds. */
  readonly overlap: number;
  /** When the pull began; nothing is asked for that starts later. */
  readonly startedAt: number;
}

const DAY = 86_400_000;

export function slicesOf({from, to, overlap, startedAt}: SlicedRange): Slice[] {
  const days = [...datesBetween(from, to)].map((date) => {
    const start = Date.parse(`${date}T00:00:00Z`);
    return {kind: 'day' as const, from: start, to: start + DAY};
  });
  const [first, end] = [days[0]?.from ?? startedAt, endOf(to)];
  const all: Slice[] = [
    ...days,
    {kind: 'behind', from: end, to: end + overlap},
    {kind: 'late', from: Math.max(first, startedAt - overlap), to: end + overlap},
  ];
  return all.map((slice) => ({...slice, to: Math.min(slice.to, startedAt)})).filter((slice) => slice.from < slice.to);
}

/** The first moment after a date. */
export function endOf(date: CalendarDate): number {
  return Date.parse(`${date}T00:00:00Z`) + DAY;
}

export function momentText(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
