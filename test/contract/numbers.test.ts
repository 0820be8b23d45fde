import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {detailReport} from '../../src/core/detail-report.ts';
import {formatDetailJson} from '../../src/format/zenrows-detail-json.ts';
import {Backends, readKinds} from '../support/backends.ts';

const DAY = '2025-09-13' as CalendarDate;

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

describe.each(readKinds)('a number from %s', (kind) => {
  it.each([
    ['0.12345678901234567891', '0.12345678901234567891'],
    ['12345678901234567891', '12345678901234567891'],
    ['9007199254740993', '9007199254740993'],
    ['-0', '0'],
    ['-0.0', '0'],
    ['1.50', '1.5'],
    ['1.5e30', '1.5e+30'],
    ['2.5E-400', '2.5e-400'],
  ])('written %s prints as its exact value', async (written, printed) => {
    const text = `{"trace":{"id":"a","name":"zenrows_scraper","status":"error","error":${written},"start_time":[${written}]}}`;
    await backends.useTree({[`p/${DAY}/a.json`]: text});
    const json = await backends.withLoaded(kind, async (source) =>
      formatDetailJson(await detailReport(source, null, DAY), {mask: true}),
    );
    const found = [/"error": (.*),/.exec(json)?.[1], /"start_time": \[\s*(\S*)\s*\]/.exec(json)?.[1]];
    expect(found).toEqual([printed, printed]);
  });
});
