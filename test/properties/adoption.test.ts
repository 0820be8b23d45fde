import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {detailReport} from '../../src/core/detail-report.ts';
import {errorTable} from '../../src/core/reports/zenrows-errors.ts';
import {formatTable} from '../../src/format/table/format.ts';
import {formatDetailJson} from '../../src/format/zenrows-detail-json.ts';
import {zenrowsDetailJson} from '../oracle/detail-report.ts';
import {zenrowsErrors} from '../oracle/errors-report.ts';
import {readTree} from '../oracle/run-record.ts';
import type {TreeFile} from '../oracle/tree-file.ts';
import {databaseKinds} from '../support/backends.ts';
import {createForeignDatabase, type ForeignRow} from '../support/foreign-database.ts';
import {FIRST_DATE, LAST_DATE, treeArbitrary} from './tree-arbitrary.ts';

/** `LSE_TEST_TREES=500 npm test -- adoption` is the long run. A tree takes a database of its own. */
const TREES = Number(process.env.LSE_TEST_TREES ?? 8);
const DATES = [FIRST_DATE, '2025-09-14', LAST_DATE] as CalendarDate[];
const SCOPE = {project: null, from: FIRST_DATE as CalendarDate, to: LAST_DATE as CalendarDate};
const LONG = 3_600_000;

/** The table of a program that keeps of each run the document as it is. */
const MAKE = {
  postgres: 'create table runs (project text, run_date date, run_id text, trace_id text, data json)',
  sqlite: 'create table runs (project text, run_date text, run_id text, trace_id text, data text)',
};

function rowsOf(files: readonly TreeFile[]): ForeignRow[] {
  return readTree(files).records.map(({project, date, runId, traceId, file}) => ({
    project,
    run_date: date,
    run_id: runId,
    trace_id: traceId,
    data: new TextDecoder().decode(file.bytes),
  }));
}

function expected(files: readonly TreeFile[]): string[] {
  return [
    zenrowsErrors(files, SCOPE),
    ...DATES.map((date) => zenrowsDetailJson(files, {project: null, date, mask: false})),
  ];
}

describe.each(databaseKinds)('a generated table of another program in %s', (kind) => {
  it(
    'is reported on as the contract says once it is taken over, every row of it',
    async () => {
      await fc.assert(
        fc.asyncProperty(treeArbitrary(), async (files) => {
          const theirs = await createForeignDatabase(kind);
          try {
            const rows = rowsOf(files);
            await theirs.execute(MAKE[kind]);
            if (rows.length > 0) await theirs.insert('runs', rows);
            expect(await theirs.database.adopt({apply: true, skipUnusable: false})).toMatchObject({
              outcome: 'done',
              taken: rows.length,
              unusable: 0,
            });
            expect(await theirs.database.migrate()).toEqual([]);
            const outputs = await theirs.database.withSource(async (source) => {
              const printed = [formatTable(await errorTable(source, SCOPE), 'csv', {mask: true})];
              for (const date of DATES) {
                printed.push(formatDetailJson(await detailReport(source, null, date), {mask: false}));
              }
              return printed;
            });
            expect(outputs).toEqual(expected(files));
          } finally {
            await theirs.drop();
          }
        }),
        {numRuns: TREES},
      );
    },
    LONG,
  );
});
