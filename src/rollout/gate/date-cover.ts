import type {CalendarDate} from '../../core/calendar-date.ts';

/** Dates from the first to the last, both included, and an amount that stands for all of them together. */
export interface DateRange {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

export interface WeighedRange extends DateRange {
  readonly weight: number;
}

/** Those of the dates that lie in none of the ranges, in order. */
export function uncoveredDates(dates: Iterable<CalendarDate>, ranges: readonly DateRange[]): CalendarDate[] {
  // Of ranges that begin alike, the longest covers the others: a report on one date is asked every few minutes.
  const ends = new Map<string, string>();
  for (const {from, to} of ranges) if (to > (ends.get(from) ?? '')) ends.set(from, to);
  const ordered = Array.from(ends, ([from, to]) => ({from, to})).sort((left, right) =>
    compareText(left.from, right.from),
  );
  const uncovered: CalendarDate[] = [];
  let at = 0;
  let reach = '';
  for (const date of [...new Set(dates)].sort(compareText)) {
    for (let next = ordered[at]; next !== undefined && next.from <= date; next = ordered[at]) {
      if (next.to > reach) reach = next.to;
      at += 1;
    }
    if (date > reach) uncovered.push(date);
  }
  return uncovered;
}

/**
 * The largest sum of ranges without a date in common: what is certainly there, although two of them may be about the same records.
 * The largest counts of those with the same dates.
 */
export function mostWithoutOverlap(ranges: readonly WeighedRange[]): number {
  const largest = new Map<string, Map<string, WeighedRange>>();
  for (const range of ranges) {
    const same = largest.get(range.from) ?? new Map<string, WeighedRange>();
    if (same.size === 0) largest.set(range.from, same);
    if (range.weight > (same.get(range.to)?.weight ?? -1)) same.set(range.to, range);
  }
  const ordered = [...largest.values()]
    .flatMap((same) => [...same.values()])
    .sort((left, right) => compareText(left.to, right.to));
  // The largest sum that the first so many of them give.
  const most = [0];
  for (const [index, {from, weight}] of ordered.entries()) {
    const before = endingBefore(ordered, from, index);
    most.push(Math.max(most[index] ?? 0, (most[before] ?? 0) + weight));
  }
  return most.at(-1) ?? 0;
}

/** How many of the first `count`, which are ordered by their ends, end before the date. */
function endingBefore(ordered: readonly DateRange[], date: CalendarDate, count: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ordered[middle]?.to ?? '') < date) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
