import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import {mostWithoutOverlap, uncoveredDates, type WeighedRange} from '../../../src/rollout/gate/date-cover.ts';

const dateOf = (day: number): CalendarDate => `2026-11-${String(day).padStart(2, '0')}` as CalendarDate;

const range = fc
  .record({from: fc.integer({min: 1, max: 9}), days: fc.integer({min: 0, max: 4}), weight: fc.nat(20)})
  .map(({from, days, weight}): WeighedRange => ({from: dateOf(from), to: dateOf(from + days), weight}));
const ranges = fc.array(range, {maxLength: 7});
const days = Array.from({length: 14}, (_, index) => dateOf(index + 1));

describe('dates behind comparisons', () => {
  it('are those in none of the ranges', () => {
    fc.assert(
      fc.property(ranges, fc.shuffledSubarray(days), (all, dates) => {
        const expected = [...dates].sort().filter((date) => !all.some(({from, to}) => from <= date && date <= to));
        expect(uncoveredDates(dates, all)).toEqual(expected);
      }),
    );
  });

  it('count at most once, and as many as can', () => {
    fc.assert(
      fc.property(ranges, (all) => {
        const most = Array.from({length: 2 ** all.length}, (_, set) => all.filter((__, at) => set & (1 << at)))
          .filter((set) => days.every((day) => set.filter(({from, to}) => from <= day && day <= to).length <= 1))
          .map((set) => set.reduce((sum, {weight}) => sum + weight, 0))
          .reduce((larger, sum) => Math.max(larger, sum), 0);
        expect(mostWithoutOverlap(all)).toBe(most);
      }),
      {numRuns: 300},
    );
  });
});
