import {describe, expect, it} from '@jest/globals';
import {type CalendarDate, datesBetween, isoWeek, parseCalendarDate} from '../../src/core/calendar-date.ts';
import {
  compareInstants,
  type Instant,
  parseInstant,
  printExactInstant,
  printHour,
  printInstant,
} from '../../src/core/instant.ts';
import {JsonNumber, type JsonValue} from '../../src/core/json/value.ts';

const print = (value: JsonValue | undefined): string | null => {
  const instant = parseInstant(value);
  return instant === null ? null : printInstant(instant);
};

describe('a calendar date', () => {
  it.each(['0001-01-01', '9999-12-31', '2024-02-29', '2000-02-29', '2025-09-30'])('can be %s', (text) => {
    expect(parseCalendarDate(text)).toBe(text);
  });

  it.each([
    '0000-01-01',
    '2025-02-29',
    '1900-02-29',
    '2025-04-31',
    '2025-13-01',
    '2025-00-10',
    '2025-01-00',
    '2025-1-1',
    '20250101',
    '2025-01-01 ',
    '12025-01-01',
    '',
    '２025-01-01',
  ])('cannot be %j', (text) => {
    expect(parseCalendarDate(text)).toBeNull();
  });

  it('is followed by the next, to the last of all', () => {
    expect([...datesBetween('2024-02-28' as CalendarDate, '2024-03-01' as CalendarDate)]).toEqual([
      '2024-02-28',
      '2024-02-29',
      '2024-03-01',
    ]);
    expect([...datesBetween('9999-12-30' as CalendarDate, '9999-12-31' as CalendarDate)]).toEqual([
      '9999-12-30',
      '9999-12-31',
    ]);
    expect([...datesBetween('0001-01-01' as CalendarDate, '0001-01-02' as CalendarDate)]).toEqual([
      '0001-01-01',
      '0001-01-02',
    ]);
    expect([...datesBetween('2025-01-02' as CalendarDate, '2025-01-01' as CalendarDate)]).toEqual([]);
  });
});

describe('the ISO week of a date', () => {
  it.each([
    ['2025-09-13', '2025-W37'],
    ['2025-09-14', '2025-W37'],
    ['2025-09-15', '2025-W38'],
    ['2024-12-29', '2024-W52'],
    ['2024-12-30', '2025-W01'],
    ['2021-01-03', '2020-W53'],
    ['2021-01-04', '2021-W01'],
    ['2026-12-31', '2026-W53'],
    ['0001-01-01', '0001-W01'],
    ['0099-12-31', '0099-W53'],
    ['9999-12-31', '9999-W52'],
  ])('of %s is %s', (date, week) => {
    expect(isoWeek(date as CalendarDate)).toBe(week);
  });
});

describe('an instant', () => {
  it('prints its hour, and all of its digits', () => {
    const instant = parseInstant('2025-09-13T23:59:59.1200-00:30') as Instant;
    expect(printHour(instant)).toBe('2025-09-14 00:00');
    expect(printExactInstant(instant)).toBe('2025-09-14T00:29:59.12Z');
    expect(printExactInstant(parseInstant('0001-01-01T00:00:00') as Instant)).toBe('0001-01-01T00:00:00Z');
  });

  it.each([
    ['2025-12-09T10:00:00.123456', '2025-12-09 10:00:00'],
    ['2025-12-09 10:00:00', '2025-12-09 10:00:00'],
    ['2025-12-09T10:00:00Z', '2025-12-09 10:00:00'],
    ['2025-12-09 10:00:00+00:00', '2025-12-09 10:00:00'],
    ['2025-12-09T10:00:00.999999999999+05:30', '2025-12-09 04:30:00'],
    ['2025-12-31T23:59:59-00:01', '2026-01-01 00:00:59'],
    ['0001-01-01T00:00:00', '0001-01-01 00:00:00'],
    ['0001-01-01T00:00:00+00:01', '0000-12-31 23:59:00'],
    ['9999-12-31T23:59:59-00:01', '10000-01-01 00:00:59'],
    ['2025-09-14T10:00:00', '2025-09-14 10:00:00'],
    ['2025-09-14 10:00:00Z', '2025-09-14 10:00:00'],
    ['2025-09-14T12:30:00.5+02:30', '2025-09-14 10:00:00'],
    ['2025-09-14T09:59:00-00:01', '2025-09-14 10:00:00'],
  ])('is read from %s', (text, printed) => {
    expect(print(text)).toBe(printed);
  });

  it.each([
    'None',
    '',
    '2025-12-09',
    '2025-12-09T10:00',
    '2025-12-09t10:00:00',
    '2025-12-09T10:00:00z',
    '2025-12-09T24:00:00',
    '2025-12-09T10:60:00',
    '2025-12-09T10:00:60',
    '2025-02-29T10:00:00',
    '2025-12-09T10:00:00.',
    '2025-12-09T10:00:00+0100',
    '2025-12-09T10:00:00+24:00',
    '2025-12-09T10:00:00+01:60',
    ' 2025-12-09T10:00:00',
    '2025-12-09T10:00:00\n',
    '0000-01-01T00:00:00',
    '2025-12-09  10:00:00',
    '2025-09-14t10:00:00Z',
    '2025-09-14_10:00:00Z',
    '2025-09-14  10:00:00Z',
    '2025-09-14T10:00:00z',
    '2025-09-14T10:00Z',
    '2025-09-14T10:00:00,5',
    '2025-09-14T10:00:00+02',
    '20250914T100000Z',
    '+2025-09-14T10:00:00',
    '2025-09-14T10:00:00 Z',
    '2025-09-14T10:00:00Z ',
    '2025-09-14T10:00:00ZZ',
    '2025-09-14T10:00:00+02-00',
    '2025-09-14T10:00:00+02x00',
    '2025-09-14T10:00:00+02:000',
    '２025-09-14T10:00:00Z',
  ])('is not read from %j', (text) => {
    expect(parseInstant(text)).toBeNull();
  });

  it.each([
    ['1757757600000', '2025-09-13 10:00:00'],
    ['1757757600999.0', '2025-09-13 10:00:00'],
    ['1.7577576e12', '2025-09-13 10:00:00'],
    ['-1', '1969-12-31 23:59:59'],
    ['-62135596800000', '0001-01-01 00:00:00'],
    ['253402300799999', '9999-12-31 23:59:59'],
    ['-62135596800001', null],
    ['253402300800000', null],
    ['1757757600000.5', null],
    ['1e300', null],
  ])('of %s milliseconds is %s', (lexeme, printed) => {
    expect(print(new JsonNumber(lexeme))).toBe(printed);
  });

  it('is that of the calendar on every day of it', () => {
    const date = new Date(0);
    for (let year = 1; year <= 9999; year += year % 400 > 396 || year % 100 > 96 || year < 5 ? 1 : 7) {
      for (const [month, day] of [
        [1, 1],
        [2, 28],
        [2, 29],
        [3, 1],
        [12, 31],
      ] as const) {
        date.setUTCFullYear(year, month - 1, day);
        const isReal = date.getUTCMonth() === month - 1;
        const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${day < 10 ? '0' : ''}${day}T00:00:00`;
        expect(parseInstant(text)?.seconds).toBe(isReal ? date.getTime() / 1000 : undefined);
      }
    }
  });

  it.each([null, undefined, true, [], new Map()])('is not read from %p', (value) => {
    expect(parseInstant(value)).toBeNull();
  });

  it('orders by every digit', () => {
    const texts = [
      '2025-09-13T09:59:59.999',
      '2025-09-13T10:00:00',
      '2025-09-13T10:00:00.00000000001',
      '2025-09-13T10:00:00.0000000001',
      '2025-09-13T10:00:00.1',
      '2025-09-13T10:00:00.12',
      '2025-09-13T10:00:00.2',
    ];
    const instants = texts.map((text) => parseInstant(text) as Instant);
    expect([...instants].reverse().sort(compareInstants)).toEqual(instants);
    expect(
      compareInstants(
        parseInstant('2025-09-13T10:00:00.10') as Instant,
        parseInstant(new JsonNumber('1757757600100')) as Instant,
      ),
    ).toBe(0);
  });
});
