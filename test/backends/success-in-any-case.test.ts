import {afterAll, afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {migrations} from '../../src/backends/db/postgres/migrations/index.ts';
import {PostgresDatabase} from '../../src/backends/db/postgres/postgres-database.ts';
import {type DatabaseKind, databaseKinds} from '../support/backends.ts';
import {onOneServer} from '../support/citus.ts';
import {withPlainClient} from '../support/postgres.ts';
import {Roles, urlAs} from '../support/roles.ts';
import {until} from '../support/until.ts';
import {
  answers,
  cases,
  DAY,
  documentOf,
  fillOldVersion,
  inserts,
  makeTarget,
  quoted,
  type Row,
  rowsOf,
  STEPS,
  scraper,
  type Target,
  WAY_BACK,
} from '../support/version-four.ts';

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
    await expect(target.database.migrate()).resolves.toEqual(STEPS);
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

  it('has the next load read all days', async () => {
    await fillOldVersion(target);
    const notes = await noteAll(target);
    expect(notes).toEqual([DAY, '2025-10-02', '2025-10-03']);
    await target.database.migrate();
    const known = await target.database.withStore(async (store) => store.loadedDays(null));
    // Migration 6 writes every row anew, and any change of its schema takes all notes of SQLite back.
    expect(known).toEqual([]);
  });
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
    // Alone: migration 6 writes all rows anew.
    await target.execute(`begin; ${migrations[4]?.sql}; commit`);
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
      const report = target.query(`set lock_timeout = '2s'; select 1 from runs limit 1`);
      expect(await report.then(() => 'answered').catch((error: Error) => error.message)).toBe('answered');
      await client.query('commit');
      expect(await migrated).toEqual(STEPS);
      expect((await client.query(insert('y'))).rows).toEqual([{is_failing: false}]);
    });
    const found = await target.query(`select is_failing from runs where run_id in ('x', 'y')`);
    expect(found).toEqual([{is_failing: false}, {is_failing: false}]);
  });

  // The extension of a cluster goes with the schema, and a cluster refuses access by project.
  onOneServer(it)(
    'is done by an owner who is no superuser, while row-level security is on; the way back in the documentation, too',
    async () => {
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
        await client.query(WAY_BACK);
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

      expect(await database.migrate()).toEqual(STEPS);
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
    },
  );

  it('is missed by nobody who says that it was applied: the older function is found and made anew', async () => {
    await fillOldVersion(target);
    await target.execute(migrations[5]?.sql ?? '');
    for (const {version, name} of STEPS) {
      await target.execute(`insert into lse_migrations (version, name) values (${version}, '${name}')`);
    }
    const wrong = {message: expect.stringContaining('lse_run_fails gives another answer')};
    await expect(target.database.status()).rejects.toMatchObject(wrong);
    await expect(target.database.migrate()).rejects.toMatchObject(wrong);
    await target.database.migrate({repair: true});
    expect(await target.database.status()).toMatchObject({schemaVersion: 6});
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
