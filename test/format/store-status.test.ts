import {expect, it} from '@jest/globals';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {formatStoreStatus} from '../../src/format/store-status.ts';

const STATUS = {
  schemaVersion: 1,
  records: 3,
  traces: 2,
  projects: 1,
  firstDate: null,
  lastDate: null,
  bytes: 512,
  missingIndexes: [],
};

it('says what is in a database', () => {
  expect(formatStoreStatus('sqlite:x.db', STATUS)).toBe(`Database:       sqlite:x.db
Schema version: 1
Rows:           3
Traces:         2
Projects:       1
Dates:          none
Size:           512 bytes
`);
});

it('names the dates and a readable size', () => {
  const [firstDate, lastDate] = ['2025-09-13' as CalendarDate, '2025-09-15' as CalendarDate];
  const text = formatStoreStatus('x', {...STATUS, firstDate, lastDate, bytes: 1536});
  expect(text).toContain('Dates:          2025-09-13 to 2025-09-15\nSize:           1.5 KiB\n');
  expect(formatStoreStatus('x', {...STATUS, bytes: 3 * 1024 ** 5})).toContain('3072.0 TiB');
});
