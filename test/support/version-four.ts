import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Database} from '../../src/backends/db/database.ts';
import {migrations as postgresMigrations} from '../../src/backends/db/postgres/migrations/index.ts';
import {PostgresDatabase} from '../../src/backends/db/postgres/postgres-database.ts';
import {withConnection} from '../../src/backends/db/sqlite/driver.ts';
import {migrations as sqliteMigrations} from '../../src/backends/db/sqlite/migrations/index.ts';
import {SqliteDatabase} from '../../src/backends/db/sqlite/sqlite-database.ts';
import type {DatabaseKind} from './backends.ts';
import {createPostgresDatabase, withPlainClient} from './postgres.ts';
import {until} from './until.ts';

/** Databases of version 4, from before `success` counted in any ASCII case, with rows of all kinds. */

/** What such a database lacks. */
export const STEPS = [
  {version: 5, name: 'success-in-any-case'},
  {version: 6, name: 'brief'},
];
const SUCCESSES = ['success', 'SUCCESS', 'Success', 'sUCCESS', 'SuCcEsS', 'succesS'];
const FAILURES = [
  'error',
  'ERROR',
  'PENDING',
  '',
  'success ',
  'SUCCESSS',
  ' SUCCESS',
  '\u017fuccess',
  'SUCCE\u017f\u017f',
  '\uff33\uff35\uff23\uff23\uff25\uff33\uff33',
  'SUCCE\u0301SS',
  'succe\u0131s',
  'success","SUCCESS',
];

/** A row of `runs` by its document, and whether it fails by the older rule and by the newer one. */
interface Case {
  readonly id: string;
  readonly document: string;
  readonly fails: readonly [before: boolean, after: boolean];
  readonly raw?: string;
  readonly date?: string;
}

export const scraper = (status: string, more: object = {}): object => ({name: 'zenrows_scraper', status, ...more});
export const documentOf = (trace: object): string => JSON.stringify({metadata: {of: '"success"'}, trace});

/** What no version takes for a failing run. */
const NEVER: readonly object[] = [
  {name: 'x', status: 'error'},
  {name: 'Zenrows_scraper', status: 'error'},
  {name: 'zenrows_scraper_v2', status: 'error'},
  {name: ['zenrows_scraper'], status: 'error'},
  {name: 'zenrows_scraper'},
  {name: 'zenrows_scraper', status: 5},
  {name: 'zenrows_scraper', status: true},
  {name: 'zenrows_scraper', status: ['error']},
  {child_runs: {a: scraper('error')}},
  {child_runs: scraper('error')},
  {child_runs: [[scraper('error')]]},
  {inputs: {child_runs: [scraper('error')]}},
  {outputs: {child_runs: [scraper('error')]}},
  {extra: {child_runs: [scraper('error')]}},
];

export const cases: readonly Case[] = [
  ...SUCCESSES.map((status, at): Case => {
    const before = status !== 'success';
    return {id: `success-${at}`, document: documentOf(scraper(status)), fails: [before, false]};
  }),
  ...FAILURES.map(
    (status, at): Case => ({id: `failure-${at}`, document: documentOf(scraper(status)), fails: [true, true]}),
  ),
  ...SUCCESSES.slice(1).map(
    (status, at): Case => ({
      id: `below-${at}`,
      document: documentOf({name: 'chain', child_runs: [5, {child_runs: [scraper('success'), scraper(status)]}]}),
      fails: [true, false],
    }),
  ),
  {
    id: 'below-both',
    document: documentOf(scraper('SUCCESS', {child_runs: [scraper('Success'), scraper('error')]})),
    fails: [true, true],
  },
  {id: 'escaped', document: documentOf(scraper('?')).replace('?', 'S\\u0055CCES\\u0053'), fails: [true, false]},
  {id: 'null', document: documentOf({name: 'zenrows_scraper', status: null}), fails: [false, false]},
  {id: 'no-trace', document: '[]', fails: [false, false]},
  ...NEVER.map((trace, at): Case => ({id: `never-${at}`, document: documentOf(trace), fails: [false, false]})),
  {
    id: 'deep',
    document: documentOf({child_runs: [{child_runs: [{child_runs: [scraper('pending')]}]}]}),
    fails: [true, true],
  },
  {
    id: 'raw',
    document: documentOf(scraper('SUCCESS', {outputs: '\ufffd'})),
    raw: documentOf(scraper('SUCCESS', {outputs: '\0'})),
    fails: [true, false],
  },
  {
    id: 'raw-failing',
    document: documentOf(scraper('SUCCESS\ufffd')),
    raw: documentOf(scraper('SUCCESS\0')),
    fails: [true, true],
  },
  {
    id: 'large',
    document: documentOf(scraper('SUCCESS', {outputs: 'not compressed: '.repeat(200_000)})),
    fails: [true, false],
    date: '2025-10-02',
  },
  {id: 'untouched-day', document: documentOf(scraper('error')), fails: [true, true], date: '2025-10-03'},
];

export const DAY = '2025-09-13';
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** As `lse` and as other programs wrote them: with a file name or without. */
export const inserts = cases.map(({id, document, raw, date}, at) => {
  const own = at % 2 === 0 ? `'${id}.json', 3` : 'null, 0';
  const values = `'p', '${date ?? DAY}', ${quoted(id)}, 't-${id}', ${quoted(document)}, ${raw === undefined ? 'null' : quoted(raw)}, ${own}`;
  return `insert into runs (project, run_date, run_id, trace_id, data, raw, file_name, loads) values (${values})`;
});

/** A database of one kind, with what this file needs of it. */
export interface Target {
  readonly kind: DatabaseKind;
  readonly url: string;
  readonly database: Database;
  execute(sql: string): Promise<unknown>;
  query<T extends object>(sql: string): Promise<T[]>;
  /** Makes every row that is rewritten take long, by a trigger of another program. */
  readonly slowDown: string;
  readonly speedUp: string;
  isRewriting(): Promise<boolean>;
  endSessions(): Promise<void>;
  drop(): Promise<void>;
}

export async function makeTarget(kind: DatabaseKind): Promise<Target> {
  return kind === 'postgres' ? makePostgres() : makeSqlite();
}

async function makePostgres(): Promise<Target> {
  const {url, drop} = await createPostgresDatabase('empty');
  const query = <T extends object>(sql: string): Promise<T[]> =>
    withPlainClient(url, async (client) => (await client.query<T>(sql)).rows);
  // Not the daemon of an extension, which comes back.
  const sessions = `from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`;
  return {
    kind: 'postgres',
    url,
    database: new PostgresDatabase(url),
    execute: query,
    query,
    slowDown: `create function others_slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.3); return null; end $$;
      create trigger others_slow after update on runs for each row execute function others_slow()`,
    speedUp: 'drop trigger others_slow on runs',
    isRewriting: async () =>
      (await query(`select pid ${sessions} and query like '%update runs set data = data%' and wait_event = 'PgSleep'`))
        .length > 0,
    endSessions: async () => {
      await query(`select pg_terminate_backend(pid) ${sessions}`);
      await until('no session is left', async () => (await query(`select pid ${sessions}`)).length === 0);
    },
    drop,
  };
}

async function makeSqlite(): Promise<Target> {
  const directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  const path = join(directory, 'test.db');
  return {
    kind: 'sqlite',
    url: `sqlite:${path}`,
    database: new SqliteDatabase(path),
    execute: (sql) => withConnection(path, 'create', (each) => each.execute(sql)),
    query: (sql) => withConnection(path, 'write', (each) => each.all(sql)),
    slowDown: `create trigger others_slow after update on runs begin
      select count(*) from (
        with recursive n (n) as (select 1 union all select n + 1 from n where n < 3000000) select n from n
      );
    end`,
    speedUp: 'drop trigger others_slow',
    // What holds the write lock for long is the rewriting.
    isRewriting: async () => {
      for (let times = 0; times < 5; times += 1) {
        const isFree = await withConnection(path, 'write', (each) =>
          each.execute('pragma busy_timeout = 0; begin immediate; rollback'),
        ).then(
          () => true,
          () => false,
        );
        if (isFree) return false;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return true;
    },
    endSessions: async () => {},
    drop: () => rm(directory, {recursive: true, force: true}),
  };
}

/** Version 4, with the rows that version 4 answers for by itself. */
export async function fillOldVersion(target: Target): Promise<void> {
  const migrations = target.kind === 'postgres' ? postgresMigrations : sqliteMigrations;
  await target.execute(
    'create table lse_migrations (version integer primary key, name text not null, applied_at text not null default current_timestamp)'.concat(
      target.kind === 'sqlite' ? ' strict' : '',
    ),
  );
  for (const {version, name, sql} of migrations.slice(0, 4)) {
    await target.execute(sql);
    await target.execute(`insert into lse_migrations (version, name) values (${version}, '${name}')`);
  }
  if (target.kind === 'postgres') await target.execute(`select lse_ensure_partition('2025-10-02')`);
  for (const insert of inserts) await target.execute(insert);
}

export interface Row {
  readonly run_id: string;
  readonly fails: boolean;
  readonly document: string;
}

export async function rowsOf(target: Target): Promise<Row[]> {
  const [asText, order] = target.kind === 'postgres' ? ['data::text', ' collate "C"'] : ['data', ''];
  const rows =
    await target.query<Row>(`select run_id, trace_id, ${asText} as document, raw, file_name, loads, symbol, is_failing as fails
    from runs order by run_id${order}`);
  return rows.map((row) => ({...row, fails: Boolean(row.fails)}));
}

export function answers(version: 0 | 1): (readonly [string, boolean])[] {
  const known = cases.map(({id, fails}) => [id, fails[version]] as const);
  return known.sort(([one], [other]) => (one < other ? -1 : 1));
}

/** The way back to version 4 in PostgreSQL, as the documentation has it. */
export const WAY_BACK = `begin;
lock table runs in share row exclusive mode;
create or replace function lse_run_fails(run jsonb) returns boolean
  language sql immutable parallel safe
begin atomic
  select coalesce(
    run -> 'name' = '"zenrows_scraper"'::jsonb
      and jsonb_typeof(run -> 'status') = 'string'
      and run -> 'status' <> '"success"'::jsonb,
    false);
end;
update runs set data = data where not is_failing and lse_is_failing(data);
alter table runs drop column brief;
drop function lse_brief(jsonb), lse_run_brief(jsonb, integer);
delete from lse_migrations where version >= 5;
commit;
`;
