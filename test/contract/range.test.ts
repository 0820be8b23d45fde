import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {type ErrorRow, errorReport, errorTable} from '../../src/core/reports/zenrows-errors.ts';
import {Backends, readKinds} from '../support/backends.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const FROM = '2025-08-31' as CalendarDate;
const TO = '2025-09-02' as CalendarDate;

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
  const files = ['2025-08-30', FROM, '2025-09-01', TO, '2025-09-03'].map((date) => ({
    [`p/${date}/a.json`]: failingDocument('a', {trace_id: 't'}),
    [`p/${date}/b.json`]: documentOf('b', {trace_id: 't'}),
    [`p/${date}/c.json`]: documentOf('c'),
    [`q/${date}/d.json`]: failingDocument('d'),
  }));
  await backends.useTree(Object.assign({}, ...files));
  await backends.load('sqlite');
  await backends.load('postgres');
  await backends.fillTheirs('sqlite');
  await backends.fillTheirs('postgres');
});

afterAll(() => backends.destroy());

describe.each(readKinds)('a range of dates of %s', (kind) => {
  async function rows(project: string | null, to: CalendarDate = TO): Promise<ErrorRow[]> {
    const report = errorReport(
      await backends.withSource(kind, (source) => errorTable(source, {project, from: FROM, to})),
    );
    return [...report.rows];
  }

  const row = (date: string, totalTraces: number, zenrowsErrors: number): object => ({
    date,
    totalTraces,
    zenrowsErrors,
  });

  it('has a row for each date, the first and the last included, of all projects', async () => {
    expect(await rows(null)).toEqual([row(FROM, 3, 2), row('2025-09-01', 3, 2), row(TO, 3, 2)]);
    expect(await rows(null, FROM)).toEqual([row(FROM, 3, 2)]);
  });

  it('has the same of one project', async () => {
    expect(await rows('p')).toEqual([row(FROM, 2, 1), row('2025-09-01', 2, 1), row(TO, 2, 1)]);
    expect(await rows('q', FROM)).toEqual([row(FROM, 1, 1)]);
  });
});
