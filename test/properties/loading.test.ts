import {mkdir, rm, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it, jest} from '@jest/globals';
import fc from 'fast-check';
import type {StoredRecord} from '../../src/core/record-store.ts';
import type {LoadSummary} from '../../src/transfer/load-summary.ts';
import {loadTree} from '../../src/transfer/tree-load.ts';
import {pathOf, type TreeFile} from '../oracle/tree-file.ts';
import {Backends, type DatabaseKind, databaseKinds} from '../support/backends.ts';
import {collected} from '../support/collected.ts';
import {FIRST_DATE, treeArbitrary} from './tree-arbitrary.ts';

const HISTORIES = Number(process.env.LSE_TEST_TREES ?? 40);
const LONG = 3_600_000;

/** What other programs do to rows. */
const statements = [
  `delete from runs where run_id = (select min(run_id) from runs)`,
  `delete from runs`,
  `update runs set trace_id = 'theirs' where run_id = (select max(run_id) from runs)`,
  `update runs set file_name = null where run_id = (select min(run_id) from runs)`,
  `update runs set data = '{"metadata":{"extracted_at":"2030-01-01"},"trace":{"id":"a"}}' where project = 'alpha'`,
  `insert into runs (project, run_date, run_id, trace_id, data) values ('alpha', '${FIRST_DATE}', 'a', 'a', '{}')
   on conflict (project, run_date, run_id) do nothing`,
];

type Step =
  | {readonly kind: 'write' | 'remove'; readonly at: number; readonly bytesOf: number}
  | {readonly kind: 'sql'; readonly sql: string}
  | {readonly kind: 'load'};

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({kind: fc.constantFrom('write' as const, 'remove' as const), at: fc.nat(9), bytesOf: fc.nat(9)}),
  fc.record({kind: fc.constant('sql' as const), sql: fc.constantFrom(...statements)}),
  fc.constant({kind: 'load' as const}),
);

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
  const now = Date.now.bind(Date);
  // What was written just now is settled: else every load would read everything.
  jest.spyOn(Date, 'now').mockImplementation(() => now() + 3000);
});

afterAll(async () => {
  jest.restoreAllMocks();
  await backends.destroy();
});

async function load(kind: DatabaseKind, reread: boolean): Promise<LoadSummary> {
  const tree = await backends.tree();
  return backends.database(kind).withStore((store) => loadTree(tree, store, null, () => {}, {version: '1', reread}));
}

function stored(kind: DatabaseKind): Promise<StoredRecord[]> {
  return backends.database(kind).withStore((store) => collected(store.records(null)));
}

async function take(kind: DatabaseKind, action: Step, files: readonly TreeFile[]): Promise<void> {
  if (action.kind === 'load') await load(kind, false);
  else if (action.kind === 'sql') await backends.execute(kind, action.sql);
  else if (files.length > 0) {
    const path = join(backends.dataDir, pathOf(files[action.at % files.length] as TreeFile));
    await mkdir(dirname(path), {recursive: true});
    if (action.kind === 'remove') await rm(path, {force: true});
    else await writeFile(path, (files[action.bytesOf % files.length] as TreeFile).bytes);
  }
}

describe.each(databaseKinds)('whatever happens to files and rows of %s', (kind) => {
  it(
    'a load leaves nothing to do for one that reads everything, and says the same when it reads nothing',
    async () => {
      await fc.assert(
        fc.asyncProperty(treeArbitrary({maxFiles: 10}), fc.array(step, {maxLength: 8}), async (files, steps) => {
          await backends.empty(kind);
          await backends.useTree(Object.fromEntries(files.map((file) => [pathOf(file), file.bytes])));
          for (const action of steps) await take(kind, action, files);
          await load(kind, false);
          const rows = await stored(kind);
          const again = await load(kind, false);
          const all = await load(kind, true);
          expect(all).toMatchObject({inserted: 0, updated: 0, unopened: 0});
          expect(again).toEqual({...all, unopened: all.read});
          expect(await stored(kind)).toEqual(rows);
        }),
        {numRuns: HISTORIES},
      );
    },
    LONG,
  );
});
