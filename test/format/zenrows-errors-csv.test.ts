import {expect, it} from '@jest/globals';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {formatErrorsCsv} from '../../src/format/zenrows-errors-csv.ts';

it('prints a row for each date, and a line break after the last', () => {
  const rows = [
    {date: '2025-09-13' as CalendarDate, totalTraces: 100, zenrowsErrors: 15},
    {date: '2025-09-14' as CalendarDate, totalTraces: 0, zenrowsErrors: 0},
  ];
  expect(formatErrorsCsv({rows, records: 100})).toBe(
    'Date,Total Traces,Zenrows Errors,Error Rate\n2025-09-13,100,15,15.0%\n2025-09-14,0,0,0.0%\n',
  );
});
