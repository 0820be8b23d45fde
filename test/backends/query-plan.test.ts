import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import * as postgresCounts from '../../src/backends/db/postgres/queries/daily-counts.ts';
import * as postgresFacts from '../../src/backends/db/postgres/queries/failing-facts.ts';
import {applyReportSettings} from '../../src/backends/db/postgres/queries/report-settings.ts';
import {withConnection} from '../../src/backends/db/sqlite/driver.ts';
import * as sqliteCounts from '../../src/backends/db/sqlite/queries/daily-counts.ts';
import * as sqliteFacts from '../../src/backends/db/sqlite/queries/failing-facts.ts';
import {Backends} from '../support/backends.ts';
import {withPlainClient} from '../support/postgres.ts';

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}

const DAY = '2025-09-13';
const NEXT_MONTH = '2025-10-01';
const FIRST_DAY = '2025-08-25';

let backends: Backends;

/** A shape like real data's: 40 days, each a fortieth of the rows, and documents too random to compress. */
const fillPostgres = `
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

afterAll(() => backends.destroy());

/** The plan's nodes that read a table, flattened. */
function scansOf(plan: Plan): Plan[] {
  const below = (plan.Plans ?? []).flatMap(scansOf);
  return plan['Relation Name'] === undefined ? below : [plan, ...below];
}

function explain(sql: string, values: string[]): Promise<Plan[]> {
  return withPlainClient(backends.urls.postgres, async (client) => {
    await client.query('begin');
    await applyReportSettings(client);
    const {rows} = await client.query(`explain (format json) ${sql}`, values);
    return scansOf(rows[0]['QUERY PLAN'][0].Plan);
  });
}

async function sqlitePlan(sql: string, values: string[]): Promise<string[]> {
  const path = backends.urls.sqlite.slice('sqlite:'.length);
  const rows = await withConnection(path, 'read', (connection) =>
    connection.all<{detail: string}>(`explain query plan ${sql}`, values),
  );
  return rows.map(({detail}) => detail).filter((detail) => / runs\b/.test(detail));
}

describe('zenrows-errors', () => {
  it.each([
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
  it.each([
    ['all projects', postgresFacts.allProjectsSql, [DAY]],
    ['one project', postgresFacts.oneProjectSql, [DAY, 'p1']],
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
