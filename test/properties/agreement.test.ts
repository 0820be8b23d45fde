import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {detailReport} from '../../src/core/detail-report.ts';
import type {ReportSource} from '../../src/core/report-source.ts';
import {errorTable} from '../../src/core/reports/zenrows-errors.ts';
import {formatTable} from '../../src/format/table/format.ts';
import {formatDetailJson} from '../../src/format/zenrows-detail-json.ts';
import {formatDetailText} from '../../src/format/zenrows-detail-text.ts';
import {exportTree} from '../../src/transfer/tree-export.ts';
import {zenrowsDetailJson, zenrowsDetailText} from '../oracle/detail-report.ts';
import {zenrowsErrors} from '../oracle/errors-report.ts';
import {compactJson, withSortedKeys} from '../oracle/json-printer.ts';
import {readJson} from '../oracle/json-reader.ts';
import {readTree} from '../oracle/run-record.ts';
import {pathOf, type TreeFile} from '../oracle/tree-file.ts';
import {readTreeFolder} from '../oracle/tree-folder.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {FIRST_DATE, LAST_DATE, treeArbitrary} from './tree-arbitrary.ts';

/** How many trees are generated; `LSE_TEST_TREES=1000 npm test -- agreement` is the long run. */
const TREES = Number(process.env.LSE_TEST_TREES ?? 60);
const DATES = [FIRST_DATE, '2025-09-14', LAST_DATE] as CalendarDate[];
const SCOPE = {from: FIRST_DATE as CalendarDate, to: LAST_DATE as CalendarDate};
const LONG = 3_600_000;

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

/** Everything that a source prints about a generated tree. */
async function printed(source: ReportSource, projects: readonly (string | null)[]): Promise<string[]> {
  const outputs: string[] = [];
  for (const project of projects) {
    outputs.push(formatTable(await errorTable(source, {project, ...SCOPE}), 'csv', {mask: true}));
    for (const date of DATES) {
      const report = await detailReport(source, project, date);
      outputs.push(formatDetailText(report, {mask: false}), formatDetailJson(report, {mask: false}));
    }
  }
  return outputs;
}

/** The same by the oracle, which shares no code with the sources. */
function expected(files: readonly TreeFile[], projects: readonly (string | null)[]): string[] {
  return projects.flatMap((project) => [
    zenrowsErrors(files, {project, ...SCOPE}),
    ...DATES.flatMap((date) => [
      zenrowsDetailText(files, {project, date, mask: false}),
      zenrowsDetailJson(files, {project, date, mask: false}),
    ]),
  ]);
}

function treeOf(files: readonly TreeFile[]): Record<string, Uint8Array> {
  return Object.fromEntries(files.map((file) => [pathOf(file), file.bytes]));
}

describe('a generated tree', () => {
  it(
    'is answered alike by files, SQLite and PostgreSQL, as the contract says',
    async () => {
      await fc.assert(
        fc.asyncProperty(treeArbitrary(), async (files) => {
          const projects = [null, ...new Set(readTree(files).records.map(({project}) => project))];
          const answers = expected(files, projects);
          const unreadable = readTree(files).unreadable;
          await backends.useTree(treeOf(files));
          await backends.withEachLoaded(async (source, kind) => {
            expect({kind, outputs: await printed(source, projects)}).toEqual({kind, outputs: answers});
            if (kind === 'file')
              expect(
                source
                  .unreadableFiles()
                  .map(({path}) => path)
                  .sort(),
              ).toEqual([...unreadable].sort());
          });
        }),
        {numRuns: TREES},
      );
    },
    LONG,
  );

  it(
    'comes back from either database as the winning documents, each the same JSON value under its name',
    async () => {
      const out = await mkdtemp(join(tmpdir(), 'lse-test-'));
      let exports = 0;
      await fc.assert(
        fc.asyncProperty(treeArbitrary(), async (files) => {
          const winners = new Map(readTree(files).records.map(({file}) => [pathOf(file), canonical(file.bytes)]));
          await backends.useTree(treeOf(files));
          for (const kind of databaseKinds) {
            await backends.empty(kind);
            await backends.load(kind);
            exports += 1;
            const directory = join(out, String(exports));
            await backends.database(kind).withStore((store) => exportTree(store, null, directory, () => {}));
            const exported = new Map(readTreeFolder(directory).map((file) => [pathOf(file), canonical(file.bytes)]));
            expect({kind, exported}).toEqual({kind, exported: winners});
            expect(await backends.load(kind)).toMatchObject({inserted: 0, updated: 0});
          }
        }),
        {numRuns: TREES},
      );
      await rm(out, {recursive: true});
    },
    LONG,
  );

  it(
    'comes to the same whatever the order and the steps of loading',
    async () => {
      await fc.assert(
        fc.asyncProperty(treeArbitrary(), fc.array(fc.nat(2), {minLength: 25, maxLength: 25}), async (files, steps) => {
          const projects = [null];
          await backends.useTree(treeOf(files));
          const answers = await backends.withSource('file', (source) => printed(source, projects));
          for (const kind of databaseKinds) {
            await backends.empty(kind);
            for (const step of [2, 0, 1]) {
              await backends.useTree(treeOf(files.filter((_, at) => steps[at] === step)));
              await backends.load(kind);
            }
            expect({kind, outputs: await backends.withSource(kind, (source) => printed(source, projects))}).toEqual({
              kind,
              outputs: answers,
            });
          }
        }),
        {numRuns: TREES},
      );
    },
    LONG,
  );
});

function canonical(bytes: Uint8Array): string {
  return compactJson(withSortedKeys(readJson(new TextDecoder().decode(bytes))));
}
