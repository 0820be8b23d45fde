import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import * as postgresBriefs from '../../src/backends/db/postgres/queries/briefs.ts';
import * as postgresCounts from '../../src/backends/db/postgres/queries/daily-counts.ts';
import {rowsSql} from '../../src/backends/db/postgres/queries/day-mark.ts';
import * as postgresDays from '../../src/backends/db/postgres/queries/days.ts';
import * as postgresFacts from '../../src/backends/db/postgres/queries/failing-facts.ts';
import {sql as firstStatistics} from '../../src/backends/db/postgres/queries/first-statistics.ts';
import * as postgresProjects from '../../src/backends/db/postgres/queries/projects.ts';
import * as postgresPrunable from '../../src/backends/db/postgres/queries/prunable-days.ts';
import {sql as removeRecords} from '../../src/backends/db/postgres/queries/remove-records.ts';
import {sql as reportSettings} from '../../src/backends/db/postgres/queries/report-settings.ts';
import * as postgresSnapshots from '../../src/backends/db/postgres/queries/snapshots.ts';
import {sql as storedRunIds} from '../../src/backends/db/postgres/queries/stored-run-ids.ts';
import {sql as storedTwins} from '../../src/backends/db/postgres/queries/stored-twins.ts';
import {withConnection} from '../../src/backends/db/sqlite/driver.ts';
import * as sqliteBriefs from '../../src/backends/db/sqlite/queries/briefs.ts';
import * as sqliteCounts from '../../src/backends/db/sqlite/queries/daily-counts.ts';
import * as sqliteDays from '../../src/backends/db/sqlite/queries/days.ts';
import * as sqliteFacts from '../../src/backends/db/sqlite/queries/failing-facts.ts';
import * as sqlitePrunable from '../../src/backends/db/sqlite/queries/prunable-days.ts';
import * as sqliteSnapshots from '../../src/backends/db/sqlite/queries/snapshots.ts';
import {Backends} from '../support/backends.ts';
import {onOneServer} from '../support/citus.ts';
import {withPlainClient} from '../support/postgres.ts';
import {Roles, urlAs} from '../support/roles.ts';

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  /** How many rows an index could not answer for. */
  readonly 'Heap Fetches'?: number;
  readonly 'Actual Loops'?: number;
  readonly Plans?: readonly Plan[];
}

const DAY = '2025-09-13';
const NEXT_MONTH = '2025-10-01';
const FIRST_DAY = '2025-08-25';

let backends: Backends;

/** A shape like real data's: 40 days, each a fortieth of the rows, and documents too random to compress. */
const fillPostgres = `
set synchronous_commit = on; -- vacuum marks no page as visible to all before the commit is on disk
select lse_ensure_partition('${DAY}'), lse_ensure_partition('${NEXT_MONTH}');
insert into runs (project, run_date, run_id, trace_id, data)
select 'p' || n % 2, date '${FIRST_DAY}' + day, 'run-' || n, 'trace-' || n / 4, jsonb_build_object('trace', jsonb_build_object(
  'name', 'zenrows_scraper', 'status', case when n % 100 = 0 then 'error' else 'success' end,
  'outputs', (select string_agg(md5(n::text || day || part), '') from generate_series(1, 30) as part)))
from generate_series(0, 39) as day, generate_series(1, 400) as n;
`;

const fillSqlite = `
insert into runs (project, run_date, run_id, trace_id, data)
with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 400),
  days (day) as (select 0 union all select day + 1 from days where day < 39)
select 'p' || n % 2, date('${FIRST_DAY}', '+' || day || ' days'), 'run-' || n, 'trace-' || n / 4,
  json_object('trace', json_object(
    'name', 'zenrows_scraper', 'status', iif(n % 100 = 0, 'error', 'success'), 'outputs', hex(randomblob(500))))
from days, numbers;
analyze;
`;

beforeAll(async () => {
  backends = await Backends.create();
  await backends.execute('sqlite', fillSqlite);
  await backends.execute('postgres', fillPostgres);
  await backends.execute('postgres', 'vacuum (analyze) runs');
});

const roles = new Roles();

afterAll(async () => {
  await backends.destroy();
  await roles.drop();
});

/** Of a plan of PostgreSQL. The plan of a cluster has the tasks of its nodes, and these the plans of shards. */
const onServer = onOneServer(it);

/** The plan's nodes that read a table, flattened. */
function scansOf(plan: Plan): Plan[] {
  const below = (plan.Plans ?? []).flatMap(scansOf);
  return plan['Relation Name'] === undefined ? below : [plan, ...below];
}

function explain(
  sql: string,
  values: (string | null)[],
  options = 'format json',
  url = backends.urls.postgres,
): Promise<Plan[]> {
  return withPlainClient(url, async (client) => {
    await client.query('begin');
    await client.query(reportSettings.text);
    const {rows} = await client.query(`explain (${options}) ${sql}`, values);
    return scansOf(rows[0]['QUERY PLAN'][0].Plan);
  });
}

async function sqlitePlan(sql: string, values: (string | null)[]): Promise<string[]> {
  const path = backends.urls.sqlite.slice('sqlite:'.length);
  const rows = await withConnection(path, 'read', (connection) =>
    connection.all<{detail: string}>(`explain query plan ${sql}`, values),
  );
  return rows.map(({detail}) => detail).filter((detail) => / runs\b/.test(detail));
}

describe('zenrows-errors', () => {
  onServer.each([
    ['all projects', postgresCounts.allProjectsSql, [DAY, DAY]],
    ['a range over two months', postgresCounts.allProjectsSql, [DAY, NEXT_MONTH]],
    ['one project', postgresCounts.oneProjectSql, [DAY, DAY, 'p1']],
  ])('is answered by index-only scans in PostgreSQL: %s', async (_, sql, values) => {
    const scans = await explain(sql, values);
    expect(scans.length).toBeGreaterThan(0);
    expect(scans.map((scan) => scan['Node Type'])).toEqual(scans.map(() => 'Index Only Scan'));
  });

  it.each([
    ['all projects', sqliteCounts.allProjectsSql, [DAY, DAY]],
    ['one project', sqliteCounts.oneProjectSql, [DAY, DAY, 'p1']],
  ])('is answered by a covering index in SQLite: %s', async (_, sql, values) => {
    const steps = await sqlitePlan(sql, values);
    expect(steps.length).toBeGreaterThan(0);
    for (const step of steps) expect(step).toMatch(/USING COVERING INDEX runs_by_trace/);
  });
});

describe('zenrows-detail', () => {
  onServer.each([
    ['all projects', postgresFacts.allProjectsSql.text, [DAY]],
    ['one project', postgresFacts.oneProjectSql.text, [DAY, 'p1']],
  ])('reads failing traces by index in PostgreSQL: %s', async (_, sql, values) => {
    const types = (await explain(sql, values)).map((scan) => scan['Node Type']);
    expect(types.length).toBeGreaterThan(0);
    expect(types).not.toContain('Seq Scan');
  });

  it.each([
    ['all projects', sqliteFacts.allProjectsSql, [DAY, DAY]],
    ['one project', sqliteFacts.oneProjectSql, [DAY, 'p1', DAY]],
  ])('reads failing traces by index in SQLite: %s', async (_, sql, values) => {
    const steps = await sqlitePlan(sql, values);
    expect(steps.length).toBeGreaterThan(0);
    for (const step of steps) expect(step).toMatch(/^SEARCH runs USING (COVERING )?INDEX runs_(failing|by_trace)/);
  });
});

describe('a report by fields', () => {
  onServer.each([
    ['all projects', postgresBriefs.allProjectsSql, [DAY, NEXT_MONTH]],
    ['one project', postgresBriefs.oneProjectSql, [DAY, NEXT_MONTH, 'p1']],
  ])('reads the rows trace by trace in PostgreSQL, and sorts none: %s', async (_, {text}, values) => {
    await withPlainClient(backends.urls.postgres, async (client) => {
      await client.query('begin');
      await client.query(reportSettings.text);
      // As a cursor is planned, which wants the first rows soon.
      const {rows} = await client.query(`explain declare traces cursor for ${inserted(text, values)}`);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toMatch(/^GroupAggregate/);
      expect(plan).toMatch(/Index Scan using runs_2025_09_run_date_project_trace_id_is_failing_idx/);
      // PostgreSQL 14 merges the partitions, which has a sort key and sorts nothing.
      expect(plan).not.toMatch(/Seq Scan|Sort {2}\(|Hash/);
    });
  });

  it.each([
    ['all projects', sqliteBriefs.allProjectsSql, [DAY, '', '', NEXT_MONTH, '100']],
    ['one project', sqliteBriefs.oneProjectSql, [DAY, '', '', NEXT_MONTH, 'p1', '100']],
  ])('reads nothing but an index in SQLite, in its order: %s', async (_, sql, values) => {
    expect(await sqlitePlan(sql, values)).toEqual([
      expect.stringMatching(/^SEARCH runs USING COVERING INDEX runs_brief/),
    ]);
  });
});

/** `explain declare` takes no parameters. */
function inserted(sql: string, values: readonly string[]): string {
  return values.reduce((text, value, at) => text.replaceAll(`$${at + 1}`, `'${value}'`), sql);
}

/** Run, not only planned: each row is answered for by an index, so that no document is looked at. */
async function expectIndexOnly(sql: string, values: (string | null)[], index: RegExp): Promise<void> {
  const scans = await explain(sql, values, 'analyze, format json');
  expect(scans.length).toBeGreaterThan(0);
  for (const scan of scans) {
    expect(scan).toMatchObject({'Node Type': 'Index Only Scan', 'Heap Fetches': 0});
    expect(scan['Index Name']).toMatch(index);
  }
}

const BY_TRACE = /^runs_\w+_run_date_project_trace_id_is_failing_idx$/;
const BY_KEY = /^runs_\w+_pkey$/;

describe('what is counted in an index', () => {
  onServer.each<[string, string, (string | null)[], RegExp]>([
    ['counts of all projects', postgresCounts.allProjectsSql, [DAY, NEXT_MONTH], BY_TRACE],
    ['counts of one project', postgresCounts.oneProjectSql, [DAY, NEXT_MONTH, 'p1'], BY_TRACE],
    ['the projects', postgresProjects.sql, [], BY_KEY],
    ['all days', postgresDays.sql, [null, null, null], /_(idx|pkey)$/],
    ['days of a range', postgresDays.sql, [DAY, NEXT_MONTH, null], /_(idx|pkey)$/],
    ['days of one project', postgresDays.sql, [DAY, NEXT_MONTH, 'p1'], /_(idx|pkey)$/],
    ['days that could be pruned', postgresPrunable.sql, [DAY, null], /_(idx|pkey)$/],
    ['days of one project that could be pruned', postgresPrunable.sql, [DAY, 'p1'], /_(idx|pkey)$/],
  ])('is counted without the table in PostgreSQL: %s', (_, sql, values, index) => expectIndexOnly(sql, values, index));

  it.each<[string, string, (string | null)[]]>([
    ['all days', sqliteDays.sql, [null, null, null]],
    ['days of one project', sqliteDays.sql, [DAY, NEXT_MONTH, 'p1']],
    ['days that could be pruned', sqlitePrunable.sql, [DAY, null]],
  ])('is counted without the table in SQLite: %s', async (_, sql, values) => {
    const steps = await sqlitePlan(sql, values);
    expect(steps.length).toBeGreaterThan(0);
    for (const step of steps) expect(step).toMatch(/USING COVERING INDEX/);
  });
});

describe('documents', () => {
  const [ofDay, byKey] = [
    ['p1', DAY],
    ['p1', DAY, 'run-1'],
  ];

  onServer.each([
    ['of a day', postgresSnapshots.ofDaySql.text, [...ofDay, '65536', 'false']],
    ['by key', postgresSnapshots.byKeySql, byKey],
  ])('are found by the primary key in PostgreSQL: %s', async (_, sql, values) => {
    const scans = await explain(sql, values as string[]);
    expect(scans).toMatchObject([{'Node Type': 'Index Scan', 'Index Name': 'runs_2025_09_pkey'}]);
  });

  it.each([
    ['of a day', sqliteSnapshots.ofDaySql, [...ofDay, '', 'run-2']],
    ['by size', sqliteSnapshots.sizesSql, [...ofDay, '', '10']],
    ['by key', sqliteSnapshots.byKeySql, byKey],
  ])('are found by the primary key in SQLite: %s', async (_, sql, values) => {
    const steps = await sqlitePlan(sql, values as string[]);
    expect(steps).toEqual([expect.stringMatching(/^SEARCH runs USING INDEX sqlite_autoindex_runs_1 /)]);
  });

  onServer.each([
    ['all projects', postgresFacts.allProjectsSql.text, [DAY]],
    ['one project', postgresFacts.oneProjectSql.text, [DAY, 'p1']],
  ])('of failing traces are found among the indexes of their month alone: %s', async (_, sql, values) => {
    const scans = await explain(sql, values);
    expect(new Set(scans.map((scan) => scan['Relation Name']))).toEqual(new Set(['runs_2025_09']));
    for (const {'Node Type': type} of scans) expect(type).toMatch(/^(Index|Index Only|Bitmap Heap) Scan$/);
  });
});

describe('the indexes, dropped and created again', () => {
  onServer('answer in PostgreSQL as before', async () => {
    const database = backends.database('postgres');
    await database.dropIndexes();
    try {
      const scans = await explain(postgresCounts.allProjectsSql, [DAY, DAY]);
      expect(scans.map((scan) => scan['Node Type'])).not.toContain('Index Only Scan');
    } finally {
      await database.createIndexes();
    }
    await expectIndexOnly(postgresCounts.allProjectsSql, [DAY, NEXT_MONTH], BY_TRACE);
    const facts = await explain(postgresFacts.allProjectsSql.text, [DAY]);
    expect(facts.map((scan) => scan['Index Name'])).toContain('runs_2025_09_run_date_project_trace_id_idx');
  });

  it('answer in SQLite as before', async () => {
    const database = backends.database('sqlite');
    await database.dropIndexes();
    await expect(sqlitePlan(sqliteCounts.oneProjectSql, [DAY, DAY, 'p1'])).rejects.toThrow('no such index');
    await database.createIndexes();
    expect(await sqlitePlan(sqliteCounts.allProjectsSql, [DAY, DAY])).toEqual([
      expect.stringContaining('USING COVERING INDEX runs_by_trace'),
    ]);
    for (const step of await sqlitePlan(sqliteFacts.allProjectsSql, [DAY, DAY])) {
      expect(step).toMatch(/^SEARCH runs USING (COVERING )?INDEX runs_(failing|by_trace)/);
    }
  });
});

// A cluster takes no policies.
onOneServer(describe)('a role that sees some projects', () => {
  let url: string;

  beforeAll(async () => {
    const role = await roles.create('planned');
    const projects = ['p1', ...Array.from({length: 99}, (_, place) => `other-${place}`)];
    await backends.database('postgres').grantAccess({role, projects, write: false, others: 'cut'});
    url = urlAs(backends.urls.postgres, role);
  });

  /** What policies ask of `lse_access` is asked once for each partition, not for each row. */
  async function scansOfRuns(sql: string, values: (string | null)[]): Promise<Plan[]> {
    const scans = await explain(sql, values, 'analyze, format json', url);
    const [own, ofAccess] = [
      scans.filter((scan) => scan['Relation Name'] !== 'lse_access'),
      scans.filter((scan) => scan['Relation Name'] === 'lse_access'),
    ];
    expect(own.length).toBeGreaterThan(0);
    for (const scan of ofAccess) expect(scan['Actual Loops']).toBeLessThanOrEqual(own.length);
    return own;
  }

  it.each([
    ['all projects', postgresCounts.allProjectsSql, [DAY, DAY]],
    ['a range over two months', postgresCounts.allProjectsSql, [DAY, NEXT_MONTH]],
    ['one project', postgresCounts.oneProjectSql, [DAY, DAY, 'p1']],
    ['all days', postgresDays.sql, [null, null, null]],
  ])('is answered by index-only scans as its owner is: %s', async (_, sql, values) => {
    for (const scan of await scansOfRuns(sql, values)) {
      expect(scan['Node Type']).toBe('Index Only Scan');
      expect(scan['Heap Fetches'] ?? 0).toBe(0);
    }
  });

  it.each([
    ['all projects', postgresFacts.allProjectsSql.text, [DAY]],
    ['one project', postgresFacts.oneProjectSql.text, [DAY, 'p1']],
  ])('finds failing traces by index: %s', async (_, sql, values) => {
    const types = (await scansOfRuns(sql, values)).map((scan) => scan['Node Type']);
    expect(types).not.toContain('Seq Scan');
  });

  it('finds documents by the primary key', async () => {
    const scans = await scansOfRuns(postgresSnapshots.ofDaySql.text, ['p1', DAY, '65536', 'false']);
    expect(scans).toMatchObject([{'Node Type': 'Index Scan', 'Index Name': 'runs_2025_09_pkey'}]);
  });
});

const LOCKED_MONTHS = `
select distinct relation.relname as name
from pg_locks
join pg_class as relation on relation.oid = pg_locks.relation
where pg_locks.pid = pg_backend_pid() and relation.relname ~ '^runs_[0-9_]+$'
order by name`;

// Last, since what it rolls back stays on the pages.
// A load writes page after page of one day, and asks about each: to look through the day each time is what a large day does not forgive.
describe.each([
  ['a day that came since the statistics were made', '2025-10-05', 'runs_2025_10_pkey'],
  ['a day whose month has the statistics of its first rows', '2026-03-05', 'runs_2026_03_pkey'],
])('%s', (_, day, primaryKey) => {
  const fill = (first: number, last: number): string => `
insert into runs (project, run_date, run_id, trace_id, data)
select 'p1', date '${day}', 'run-' || n, 'trace-' || n / 4, '{"trace": {}}'
from generate_series(${first}, ${last}) as n`;
  const ids = '{run-1,run-2,run-3,run-4,run-5,run-6,run-7,run-8}';
  const empty = '{null,null,null,null,null,null,null,null}';

  onServer.each([
    ['which runs are stored', storedRunIds, [ids]],
    ['the mark of some rows', rowsSql, [ids]],
    ['what has the keys of a page', storedTwins, [ids, empty, empty, empty, empty]],
    ['what is deleted', removeRecords, [ids]],
  ])('is looked up by the primary key: %s', async (__, sql, values) => {
    await withPlainClient(backends.urls.postgres, async (client) => {
      await client.query('begin');
      await client.query(`select lse_ensure_partition('${day}')`);
      await client.query(fill(1, 1000));
      const {rows: unknown} = await client.query<{name: string}>(firstStatistics, [day]);
      for (const {name} of unknown) await client.query(`analyze ${name}`);
      await client.query(fill(1001, 20_000));
      const {rows} = await client.query(`explain (analyze, format json) ${sql}`, ['p1', day, ...values]);
      const scans = scansOf(rows[0]['QUERY PLAN'][0].Plan).filter((scan) => Number(scan['Actual Loops']) > 0);
      const read = scans.filter((scan) => scan['Node Type'] !== 'ModifyTable');
      expect(read.map((scan) => scan['Index Name'])).toEqual([primaryKey]);
      // What is planned is locked until the load ends, and waits for what others have locked.
      const {rows: locked} = await client.query<{name: string}>(LOCKED_MONTHS);
      expect(locked).toEqual([{name: primaryKey.replace('_pkey', '')}]);
      await client.query('rollback');
    });
  });
});
