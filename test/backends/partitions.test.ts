import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {defaultLimits} from '../../src/backends/db/postgres/limits.ts';
import {PostgresDatabase} from '../../src/backends/db/postgres/postgres-database.ts';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {loadTree} from '../../src/transfer/tree-load.ts';
import {Backends} from '../support/backends.ts';
import {citusUrl, onOneServer, partitionOf} from '../support/citus.ts';
import {dailyCounts} from '../support/daily-counts.ts';
import {withPlainClient} from '../support/postgres.ts';
import {documentOf} from '../support/trace-tree.ts';

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

async function placeOf(runId: string): Promise<string | undefined> {
  const rows = await backends.query<{place: string}>(
    'postgres',
    `select tableoid::regclass::text as place from runs where run_id = '${runId}'`,
  );
  return rows[0] === undefined ? undefined : partitionOf(rows[0].place);
}

function insert(runId: string, date: string): Promise<void> {
  return backends.execute(
    'postgres',
    `insert into runs (project, run_date, run_id, trace_id, data)
     values ('p', '${date}', '${runId}', '${runId}', '{"trace":{"id":"${runId}","name":"zenrows_scraper","status":"error"}}')`,
  );
}

describe('the partitions of PostgreSQL', () => {
  beforeEach(() => backends.empty('postgres'));

  it('are made by a load, a month each', async () => {
    await backends.useTree({
      'p/2025-01-31/a.json': documentOf('a'),
      'p/2025-02-01/b.json': documentOf('b'),
      'p/2025-12-31/c.json': documentOf('c'),
      'p/0001-01-01/d.json': documentOf('d'),
      'p/9999-12-31/e.json': documentOf('e'),
    });
    await backends.load('postgres');
    expect(await Promise.all(['a', 'b', 'c', 'd', 'e'].map(placeOf))).toEqual([
      'runs_2025_01',
      'runs_2025_02',
      'runs_2025_12',
      'runs_0001_01',
      'runs_9999_12',
    ]);
  });

  it('take rows of other programs in without being asked', async () => {
    await insert('other', '2031-05-06');
    expect(await placeOf('other')).toBe('runs_default');
  });

  // On a cluster rows that lie in the default partition stay there.
  onOneServer(it)('are made for a month whose rows lie in the default one, which move', async () => {
    await insert('early', '2032-03-01');
    await insert('late', '2032-03-31');
    await insert('next', '2032-04-01');
    await backends.useTree({'p/2032-03-15/a.json': documentOf('a')});
    await backends.load('postgres');
    expect(await Promise.all(['early', 'late', 'next', 'a'].map(placeOf))).toEqual([
      'runs_2032_03',
      'runs_2032_03',
      'runs_default',
      'runs_2032_03',
    ]);
    const day = '2032-03-01' as CalendarDate;
    const counts = await backends.withSource('postgres', (source) =>
      dailyCounts(source, {project: null, from: day, to: day}),
    );
    expect(counts).toEqual([{date: day, records: 1, traces: 1, failingTraces: 1}]);
  });

  // The same.
  onOneServer(it)('take along what other programs added to the table', async () => {
    await insert('noted', '2034-05-01');
    await backends.execute('postgres', `alter table runs add column "a note" text`);
    try {
      await backends.execute('postgres', `update runs set "a note" = 'keep me' where run_id = 'noted'`);
      await backends.useTree({'p/2034-05-02/a.json': documentOf('a')});
      await backends.load('postgres');
      expect(await placeOf('noted')).toBe('runs_2034_05');
      const rows = await backends.query('postgres', `select "a note" as note from runs where run_id = 'noted'`);
      expect(rows).toEqual([{note: 'keep me'}]);
    } finally {
      await backends.execute('postgres', `alter table runs drop column "a note"`);
    }
  });

  it('are not made where rows would move that another table refers to', async () => {
    await insert('referred', '2035-05-01');
    await backends.execute(
      'postgres',
      `create table judgements (project text, run_date date, run_id text,
         foreign key (project, run_date, run_id) references runs on delete cascade);
       insert into judgements values ('p', '2035-05-01', 'referred')`,
    );
    try {
      await backends.useTree({'p/2035-05-02/a.json': documentOf('a')});
      expect(await backends.load('postgres')).toMatchObject({inserted: 1});
      expect(await backends.query('postgres', 'select run_id from judgements')).toEqual([{run_id: 'referred'}]);
      expect([await placeOf('referred'), await placeOf('a')]).toEqual(['runs_default', 'runs_default']);
    } finally {
      await backends.execute('postgres', 'drop table judgements');
    }
  });

  it('are left for the next load where another program holds the default one', async () => {
    await withPlainClient(backends.urls.postgres, async (client) => {
      await client.query('begin');
      await client.query('lock table runs_default in row exclusive mode');
      await backends.useTree({'p/2033-01-01/a.json': documentOf('a')});
      expect(await backends.load('postgres')).toMatchObject({inserted: 1});
      await client.query('rollback');
    });
    expect(await placeOf('a')).toBe('runs_default');
    await backends.load('postgres');
    // On a cluster the row stays where it lies.
    expect(await placeOf('a')).toBe(citusUrl === undefined ? 'runs_2033_01' : 'runs_default');
  });

  // Without any the planner reads all of a large day for each page of keys (`first-statistics.ts`).
  it.each([
    ['with the first 1,000 rows of a day', 1000, 'statistics'],
    ['and with fewer not before the load has ended', 999, 'none'],
  ])('get their first statistics %s', async (_, records, expected) => {
    const date = (records === 1000 ? '2036-01-01' : '2036-02-01') as CalendarDate;
    const staged = Array.from({length: records}, (__, at) => ({
      runId: `run ${at}`,
      traceId: 'trace',
      fileName: `${at}.json`,
      data: '{"trace":{}}',
      raw: null,
      isFailing: false,
      symbol: null,
      brief: null,
    }));
    await backends.database('postgres').withStore((store) =>
      store.withDay('p', date, async (day) => {
        for (const page of [staged.slice(0, 500), staged.slice(500)]) {
          await day.stage(page);
          await day.write(page.map(({runId}) => runId));
        }
      }),
    );
    const found = await backends.query<{statistics: string}>(
      'postgres',
      `select case when reltuples < 0 then 'none' else 'statistics' end as statistics
       from pg_class where oid = 'runs_${date.slice(0, 7).replace('-', '_')}'::regclass`,
    );
    expect(found).toEqual([{statistics: expected}]);
  });

  onOneServer(it)('get them however long that takes, since another program may have filled them', async () => {
    await backends.execute(
      'postgres',
      `select lse_ensure_partition('2036-03-01');
       create function slow_to_analyze(text) returns text language plpgsql immutable as $$
       begin
         if current_query() ilike 'analyze%' then perform pg_sleep(0.002); end if;
         return $1;
       end $$;
       create index slow on runs_2036_03 (slow_to_analyze(run_id))`,
    );
    await backends.useTree(
      Object.fromEntries(Array.from({length: 1000}, (_, n) => [`p/2036-03-01/${n}.json`, documentOf(`${n}`)])),
    );
    const limits = {...defaultLimits, statement: 1000, retries: 0};
    const database = new PostgresDatabase(backends.urls.postgres, {limits, notice: () => {}});
    const tree = await backends.tree();
    const loaded = await database.withStore((store) => loadTree(tree, store, null, () => {}));
    expect(loaded).toMatchObject({inserted: 1000});
  });

  // Another load has them analysed in its transaction, and keeps a lock on them until that ends.
  onOneServer(it)(
    'are left to the load that analyses them, by one that ends meanwhile',
    async () => {
      await backends.useTree({'p/2036-04-01/a.json': documentOf('a')});
      await backends.load('postgres');
      await backends.useTree({'p/2036-04-01/a.json': documentOf('a'), 'p/2036-04-01/b.json': documentOf('b')});
      await withPlainClient(backends.urls.postgres, async (other) => {
        await other.query('begin; analyze runs_2036_04');
        expect(await backends.load('postgres')).toMatchObject({inserted: 1});
        await other.query('rollback');
      });
    },
    20_000,
  );
});
