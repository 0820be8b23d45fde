import {describe, expect, it} from '@jest/globals';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {momentText, slicesOf} from '../../src/pull/slice.ts';

const HOUR = 3_600_000;

function slices(from: string, to: string, startedAt: string): string[] {
  const range = {from: from as CalendarDate, to: to as CalendarDate, overlap: HOUR, startedAt: Date.parse(startedAt)};
  return slicesOf(range).map((slice) => `${slice.kind} ${momentText(slice.from)} ${momentText(slice.to)}`);
}

describe('the stretches of time of a pull', () => {
  it('are each date and the time behind the last one', () => {
    expect(slices('2024-02-28', '2024-02-29', '2024-05-01T00:00:00Z')).toEqual([
      'day 2024-02-28T00:00:00.000Z 2024-02-29T00:00:00.000Z',
      'day 2024-02-29T00:00:00.000Z 2024-03-01T00:00:00.000Z',
      'behind 2024-03-01T00:00:00.000Z 2024-03-01T01:00:00.000Z',
    ]);
  });

  it('end with now, and ask twice for what began shortly before it', () => {
    expect(slices('2025-09-12', '2025-09-20', '2025-09-13T10:00:00Z')).toEqual([
      'day 2025-09-12T00:00:00.000Z 2025-09-13T00:00:00.000Z',
      'day 2025-09-13T00:00:00.000Z 2025-09-13T10:00:00.000Z',
      'late 2025-09-13T09:00:00.000Z 2025-09-13T10:00:00.000Z',
    ]);
    expect(slices('2025-09-13', '2025-09-13', '2025-09-14T00:30:00Z')).toEqual([
      'day 2025-09-13T00:00:00.000Z 2025-09-14T00:00:00.000Z',
      'behind 2025-09-14T00:00:00.000Z 2025-09-14T00:30:00.000Z',
      'late 2025-09-13T23:30:00.000Z 2025-09-14T00:30:00.000Z',
    ]);
    expect(slices('2025-09-13', '2025-09-13', '2025-09-13T00:20:00Z')).toEqual([
      'day 2025-09-13T00:00:00.000Z 2025-09-13T00:20:00.000Z',
      'late 2025-09-13T00:00:00.000Z 2025-09-13T00:20:00.000Z',
    ]);
  });

  it('are none of the future', () => {
    expect(slices('2025-09-14', '2025-09-20', '2025-09-14T00:00:00Z')).toEqual([]);
  });
});
