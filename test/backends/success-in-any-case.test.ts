import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import type {Database} from '../../src/backends/db/database.ts';
import {sql as postgresRule} from '../../src/backends/db/postgres/migrations/0005-success-in-any-case.ts';
import {migrations as postgresMigrations} from '../../src/backends/db/postgres/migrations/index.ts';
import {PostgresDatabase} from '../../src/backends/db/postgres/postgres-database.ts';
import {withConnection} from '../../src/backends/db/sqlite/driver.ts';
import {migrations as sqliteMigrations} from '../../src/backends/db/sqlite/migrations/index.ts';
import {SqliteDatabase} from '../../src/backends/db/sqlite/sqlite-database.ts';
import {type DatabaseKind, databaseKinds} from '../support/backends.ts';
import {startLse} from '../support/lse.ts';
import {createPostgresDatabase, withPlainClient} from '../support/postgres.ts';
import {Roles, urlAs} from '../support/roles.ts';
import {until} from '../support/until.ts';

const STEP = {version: 5, name: 'success-in-any-case'};
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

const scraper = (status: string, more: object = {}): object => ({name: 'zenrows_scraper', status, ...more});
const documentOf = (trace: object): string => JSON.stringify({metadata: {of: '"success"'}, trace});

const cases: readonly Case[] = [
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

const DAY = '2025-09-13';
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** As `lse` and as other programs wrote them: with a file name or without. */
const inserts = cases.map(({id, document, raw, date}, at) => {
  const own = at % 2 === 0 ? `'${id}.json', 3` : 'null, 0';
  const values = `'p', '${date ?? DAY}', ${quoted(id)}, 't-${id}', ${quoted(document)}, ${raw === undefined ? 'null' : quoted(raw)}, ${own}`;
  return `insert into runs (project, run_date, run_id, trace_id, data, raw, file_name, loads) values (${values})`;
});

const roles = new Roles();
afterAll(() => roles.drop());

describe.each(databaseKinds)('migration 5 of %s', (kind: DatabaseKind) => {
  let target: Target;

  beforeEach(async () => {
    target = await makeTarget(kind);
  });
  afterEach(() => target.drop());

  it('gives every row the answer of a fresh load, and changes nothing else', async () => {
    await fillOldVersion(target);
    const before = await rowsOf(target);
    expect(before.map(({run_id, fails}) => [run_id, fails])).toEqual(answers(0));
    expect(await target.database.migrate()).toEqual([STEP]);
    const after = await rowsOf(target);
    expect(after.map(({run_id, fails}) => [run_id, fails])).toEqual(answers(1));
    const rest = (rows: readonly Row[]): object[] => rows.map(({fails: _, ...row}) => row);
    expect(rest(after)).toEqual(rest(before));
    expect(await target.database.migrate({repair: true})).toEqual([]);
    expect(await rowsOf(target)).toEqual(after);

    const fresh = await makeTarget(kind);
    await fresh.database.migrate();
    for (const insert of inserts) await fresh.execute(insert);
    expect(await rowsOf(fresh)).toEqual(after);
    expect(await schemaOf(target)).toEqual(await schemaOf(fresh));
    await fresh.drop();
  });

  it('keeps what other programs write true', async () => {
    await fillOldVersion(target);
    await target.database.migrate();
    const change = (status: string): Promise<unknown> =>
      target.execute(`update runs set data = ${quoted(documentOf(scraper(status)))} where run_id = 'escaped'`);
    const fails = async (): Promise<boolean | undefined> =>
      (await rowsOf(target)).find(({run_id}) => run_id === 'escaped')?.fails;
    for (const status of ['error', 'sUcCeSS', '\u017fuccess', 'SUCCESS']) {
      await change(status);
      expect([status, await fails()]).toEqual([
        status,
        status.toUpperCase() !== 'SUCCESS' || status.startsWith('\u017f'),
      ]);
    }
  });

  it('has the next load read the days of which a row was written', async () => {
    await fillOldVersion(target);
    const notes = await noteAll(target);
    expect(notes).toEqual([DAY, '2025-10-02', '2025-10-03']);
    await target.database.migrate();
    const known = await target.database.withStore(async (store) => store.loadedDays(null));
    // Any change of its schema takes all notes of SQLite back.
    expect(known.map(({date}) => date)).toEqual(kind === 'sqlite' ? [] : ['2025-10-03']);
  });

  it('leaves the older version where it is killed on its way, and is done by the next', async () => {
    await fillOldVersion(target);
    await target.execute(target.slowDown);
    const {child, ended} = startLse(['db', 'migrate'], {LSE_DATABASE_URL: target.url});
    await until('it rewrites rows', target.isRewriting);
    child.kill('SIGKILL');
    expect(await ended).toMatchObject({code: -1, stdout: ''});
    await target.endSessions();
    const rows = await rowsOf(target);
    expect(rows.map(({run_id, fails}) => [run_id, fails])).toEqual(answers(0));
    expect(await target.query('select max(version) as version from lse_migrations')).toEqual([{version: 4}]);
    await target.execute(target.speedUp);
    expect(await target.database.migrate()).toEqual([STEP]);
    expect((await rowsOf(target)).map(({run_id, fails}) => [run_id, fails])).toEqual(answers(1));
  }, 60_000);
});

describe('migration 5 of postgres', () => {
  let target: Target;

  beforeEach(async () => {
    target = await makeTarget('postgres');
  });
  afterEach(() => target.drop());

  it('writes only rows whose answer changes, and leaves their documents where they lie', async () => {
    await fillOldVersion(target);
    const places = (): Promise<{run_id: string; row: string; size: number}[]> =>
      target.query(`select run_id, runs.xmin || ' ' || runs.ctid as row, pg_relation_size(reltoastrelid)::integer as size
        from runs join pg_class on pg_class.oid = runs.tableoid order by run_id collate "C"`);
    const before = await places();
    await target.database.migrate();
    const after = await places();
    const moved = after.filter(({row}, at) => row !== before[at]?.row).map(({run_id}) => run_id);
    const changed = cases.filter(({fails}) => fails[0] !== fails[1]).map(({id}) => id);
    expect(moved).toEqual(changed.sort());
    expect(after.map(({size}) => size)).toEqual(before.map(({size}) => size));
  });

  it('waits for who is writing, whose rows have the new answer, and so has a session that wrote before', async () => {
    await fillOldVersion(target);
    const insert = (id: string): string =>
      `insert into runs (project, run_date, run_id, trace_id, data)
       values ('p', '${DAY}', '${id}', '${id}', ${quoted(documentOf(scraper('SUCCESS')))}) returning is_failing`;
    await withPlainClient(target.url, async (client) => {
      await client.query('begin');
      expect((await client.query(insert('x'))).rows).toEqual([{is_failing: true}]);
      const migrated = target.database.migrate();
      await until('it waits', async () => {
        const waiting = await target.query(
          `select 1 as one from pg_locks where not granted and relation = 'runs'::regclass`,
        );
        return waiting.length > 0;
      });
      // A report is not kept waiting by it.
      expect(await target.query('select count(*)::integer as runs from runs')).toEqual([{runs: cases.length}]);
      await client.query('commit');
      expect(await migrated).toEqual([STEP]);
      expect((await client.query(insert('y'))).rows).toEqual([{is_failing: false}]);
    });
    const found = await target.query(`select is_failing from runs where run_id in ('x', 'y')`);
    expect(found).toEqual([{is_failing: false}, {is_failing: false}]);
  });

  it('is done by an owner who is no superuser, while row-level security is on; the way back in the documentation, too', async () => {
    const owner = await roles.create('owner');
    const reader = await roles.create('reader');
    await target.execute(
      `drop schema public cascade; create schema public authorization ${owner}; grant usage on schema public to public`,
    );
    const database = new PostgresDatabase(urlAs(target.url, owner));
    await database.migrate();
    await withPlainClient(urlAs(target.url, owner), async (client) => {
      for (const insert of inserts) await client.query(insert);
      await client.query(`insert into runs (project, run_date, run_id, trace_id, data)
        values ('q', '${DAY}', 'hidden', 'hidden', ${quoted(documentOf(scraper('SUCCESS')))})`);
      await database.grantAccess({role: reader, projects: ['p'], write: false, others: 'cut'});
      await client.query(await wayBack());
    });
    expect((await rowsOf(target)).filter(({run_id}) => run_id !== 'hidden').map(({fails}) => fails)).toEqual(
      answers(0).map(([, fails]) => fails),
    );
    expect(await target.query(`select is_failing from runs where run_id = 'hidden'`)).toEqual([{is_failing: true}]);

    await target.execute('alter table runs force row level security');
    await expect(database.migrate()).rejects.toMatchObject({
      code: 'LSE_DATABASE',
      message: expect.stringContaining('row-level security policy for table "runs"'),
    });
    expect(await target.query('select max(version) as version from lse_migrations')).toEqual([{version: 4}]);
    await target.execute('alter table runs no force row level security');

    expect(await database.migrate()).toEqual([STEP]);
    expect(await target.query(`select is_failing from runs where run_id = 'hidden'`)).toEqual([{is_failing: false}]);
    expect(await database.migrate({repair: true})).toEqual([]);
    const seen = await withPlainClient(
      urlAs(target.url, reader),
      async (client) =>
        (
          await client.query<{run_id: string; fails: boolean}>(
            `select run_id, is_failing as fails from runs order by run_id collate "C"`,
          )
        ).rows,
    );
    expect(seen.map(({run_id, fails}) => [run_id, fails])).toEqual(answers(1));
    const [granted] = await target.query<{on: boolean}>(
      `select relrowsecurity as on from pg_class where relname = 'runs'`,
    );
    expect(granted).toEqual({on: true});
    await target.drop();
    target = await makeTarget('postgres');
  });

  it('is missed by nobody who says that it was applied: the older function is found and made anew', async () => {
    await fillOldVersion(target);
    await target.execute(`insert into lse_migrations (version, name) values (5, '${STEP.name}')`);
    const wrong = {message: expect.stringContaining('lse_run_fails gives another answer')};
    await expect(target.database.status()).rejects.toMatchObject(wrong);
    await expect(target.database.migrate()).rejects.toMatchObject(wrong);
    await target.database.migrate({repair: true});
    expect(await target.database.status()).toMatchObject({schemaVersion: 5});
  });

  it('asks no locale', async () => {
    const server = process.env.LSE_TEST_SERVER_URL ?? '';
    const [found] = await target.query<{version: number}>(
      `select current_setting('server_version_num')::integer as version`,
    );
    const providers = [
      {since: 140_000, options: `locale 'C'`},
      {since: 150_000, options: `locale 'C' locale_provider icu icu_locale 'tr'`},
      {since: 170_000, options: `locale_provider builtin builtin_locale 'C.UTF-8' locale 'C'`},
      {since: 180_000, options: `locale_provider builtin builtin_locale 'PG_UNICODE_FAST' locale 'C'`},
    ].filter(({since}) => since <= (found?.version ?? 0));
    for (const [at, {options}] of providers.entries()) {
      const name = `${new URL(target.url).pathname.slice(1)}_${at}`;
      await withPlainClient(server, (client) =>
        client.query(`create database ${name} template template0 encoding 'UTF8' ${options}`),
      );
      const url = new URL(server);
      url.pathname = `/${name}`;
      await new PostgresDatabase(url.href).migrate();
      const answered = await withPlainClient(url.href, async (client) => {
        for (const insert of inserts) await client.query(insert);
        const {rows} = await client.query('select run_id, is_failing from runs order by run_id collate "C"');
        return rows.map(({run_id, is_failing}) => [run_id, is_failing]);
      });
      expect([options, answered]).toEqual([options, answers(1)]);
      await withPlainClient(server, (client) => client.query(`drop database ${name}`));
    }
  });
});

describe('migration 5 of sqlite', () => {
  it('has the database say it of what an older lse writes on', async () => {
    const target = await makeTarget('sqlite');
    await target.database.migrate();
    const columns = 'project, run_date, run_id, trace_id, data, loads, is_failing, symbol';
    const values = `'p', '${DAY}', 'a', 'a', ${quoted(documentOf(scraper('SUCCESS')))}`;
    await target.execute(`insert into lse_writing (turn) values (1);
      insert into runs (${columns}) values (${values}, 1, 1, null);
      delete from lse_writing`);
    expect(await target.query('select is_failing from runs')).toEqual([{is_failing: 0}]);
    await target.execute(`insert into lse_writing (turn) values (1);
      insert into runs (${columns}) values (${values}, 1, 1, null)
      on conflict do update set is_failing = 1, loads = runs.loads + 1;
      delete from lse_writing`);
    expect(await target.query('select is_failing, loads from runs')).toEqual([{is_failing: 0, loads: 2}]);
    await target.drop();
  });
});

/** A database of one kind, with what this file needs of it. */
interface Target {
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

async function makeTarget(kind: DatabaseKind): Promise<Target> {
  return kind === 'postgres' ? makePostgres() : makeSqlite();
}

async function makePostgres(): Promise<Target> {
  const {url, drop} = await createPostgresDatabase('empty');
  const query = <T extends object>(sql: string): Promise<T[]> =>
    withPlainClient(url, async (client) => (await client.query<T>(sql)).rows);
  const sessions = `from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
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
async function fillOldVersion(target: Target): Promise<void> {
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

interface Row {
  readonly run_id: string;
  readonly fails: boolean;
  readonly document: string;
}

async function rowsOf(target: Target): Promise<Row[]> {
  const [asText, order] = target.kind === 'postgres' ? ['data::text', ' collate "C"'] : ['data', ''];
  const rows =
    await target.query<Row>(`select run_id, trace_id, ${asText} as document, raw, file_name, loads, symbol, is_failing as fails
    from runs order by run_id${order}`);
  return rows.map((row) => ({...row, fails: Boolean(row.fails)}));
}

function answers(version: 0 | 1): (readonly [string, boolean])[] {
  const known = cases.map(({id, fails}) => [id, fails[version]] as const);
  return known.sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Each function, trigger and table as the database words it. */
async function schemaOf(target: Target): Promise<object[]> {
  if (target.kind === 'sqlite') {
    return target.query(`select type, name, sql from sqlite_schema
      where name not like 'sqlite_stat%' and name <> 'lse_migrations' order by type, name`);
  }
  return target.query(
    `select proname, pg_get_functiondef(oid) as text from pg_proc where proname like 'lse\\_%' order by proname`,
  );
}

/** Notes every day as loaded, as a load of version 4 does. */
async function noteAll(target: Target): Promise<string[]> {
  const days = [...new Set(cases.map(({date}) => date ?? DAY))].sort();
  const state =
    target.kind === 'postgres'
      ? `(select count(*) || ' ' || coalesce(sum(hashtextextended(run_id, xmin::text::bigint)), 0) from runs where run_date = given.day)`
      : '(select schema_version from pragma_schema_version)';
  const list = days.map((day) => (target.kind === 'postgres' ? `(date '${day}')` : `('${day}')`)).join(', ');
  await target.execute(`with given (day) as (values ${list})
    insert into lse_loaded_days select 'p', day, 'files', ${state}, 0, '[]' from given`);
  return days;
}

/** The SQL that takes the older rule again, as the documentation shows it. */
async function wayBack(): Promise<string> {
  const page = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  const [, sql = ''] = /```sql\n(begin;\nlock table runs[\s\S]*?)```/.exec(page) ?? [];
  expect(sql).toContain('create or replace function lse_run_fails');
  expect(postgresRule).toContain('create or replace function lse_run_fails');
  return sql;
}
