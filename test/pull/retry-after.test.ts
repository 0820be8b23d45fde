import {describe, expect, it} from '@jest/globals';
import {growingWait, retryAfter} from '../../src/pull/api/retry-after.ts';

const NOW = Date.parse('2025-09-13T10:00:00Z');

it('of a length that no date has is some years', () => {
  const wait = retryAfter('9'.repeat(400), 0);
  expect(() => new Date(Date.now() + Number(wait)).toISOString()).not.toThrow();
});

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    ['0', 0],
    [' 1.5 ', 1500],
    ['Sat, 13 Sep 2025 10:01:30 GMT', 90_000],
    ['Sat, 13 Sep 2025 09:00:00 GMT', 0],
    ['-5', null],
    ['soon', null],
    ['', null],
    ['2025-09-13', null],
    ['Sat, 99 Sep 2025 10:01:30 GMT', null],
    [null, null],
  ])('of %j is %j ms', (header, milliseconds) => {
    expect(retryAfter(header, NOW)).toBe(milliseconds);
  });
});

describe('the wait before the next try', () => {
  it('grows up to its limit, at random by half', () => {
    const limits = {first: 1000, longest: 60_000};
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 50].map((attempt) => growingWait(attempt, limits, 1));
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    expect(growingWait(3, limits, 0)).toBe(2000);
    for (let time = 0; time < 100; time += 1) {
      const wait = growingWait(2, limits);
      expect(wait >= 1000 && wait <= 2000).toBe(true);
    }
  });
});
