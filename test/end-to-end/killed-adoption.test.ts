import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {withConnection} from '../../src/backends/db/sqlite/driver.ts';
import {createForeignDatabase, type ForeignDatabase} from '../support/foreign-database.ts';
import {startLse} from '../support/lse.ts';
import {until} from '../support/until.ts';

const ADOPT = ['db', 'migrate', '--adopt'];

let theirs: ForeignDatabase;

/** What is there of the table and of lse. */
async function state(names: string): Promise<string[]> {
  return (await theirs.query<{name: string}>(names)).map(({name}) => name);
}

describe('taking over a table of PostgreSQL', () => {
  const RELATIONS = `select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'i') order by relname collate "C"`;
  const SLEEPERS = `select pid from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`;

  beforeEach(async () => {
    theirs = await createForeignDatabase('postgres');
  });
  afterEach(() => theirs.drop());

  it('leaves the table as it was when it is killed between two of its rows, and is done by the next', async () => {
    await theirs.execute(`create table runs (project text, run_date date, run_id text primary key, trace_id text, data jsonb);
      insert into runs
      select 'p', date '2025-09-30' + (n > 1100)::integer, n::text, n::text, jsonb_build_object('trace', jsonb_build_object('id', n::text))
      from generate_series(1, 1200) as n;
      create function others_slow() returns event_trigger language plpgsql as $$
      begin
        if exists (select from pg_event_trigger_ddl_commands() where object_identity = 'public.runs_2025_10') then
          perform pg_sleep(60);
        end if;
      end $$;
      create event trigger others_slow on ddl_command_end execute function others_slow()`);
    const before = await state(RELATIONS);
    const {child, ended} = startLse(ADOPT, {LSE_DATABASE_URL: theirs.url});
    await until(
      'it has written some rows and makes the next month',
      async () => (await theirs.query(SLEEPERS)).length > 0,
    );
    child.kill('SIGKILL');
    expect(await ended).toMatchObject({code: -1, stdout: ''});
    await theirs.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await until('its session is gone', async () => (await theirs.query(SLEEPERS)).length === 0);
    expect(await state(RELATIONS)).toEqual(before);
    expect(await theirs.query('select count(*)::integer as n from runs')).toEqual([{n: 1200}]);
    await theirs.execute('drop event trigger others_slow');
    expect(await startLse(ADOPT, {LSE_DATABASE_URL: theirs.url}).ended).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Taken:      1200'),
    });
    expect(await theirs.database.status()).toMatchObject({records: 1200});
  }, 60_000);
});

describe('taking over a table of SQLite', () => {
  const OBJECTS = 'select name from sqlite_schema order by name';

  beforeEach(async () => {
    theirs = await createForeignDatabase('sqlite');
  });
  afterEach(() => theirs.drop());

  async function isLocked(): Promise<boolean> {
    const path = theirs.url.slice('sqlite:'.length);
    return withConnection(path, 'write', (each) =>
      each.execute('pragma busy_timeout = 0; begin immediate; rollback'),
    ).then(
      () => false,
      () => true,
    );
  }

  it('leaves the table as it was when it is killed while it writes, and is done by the next', async () => {
    await theirs.execute(`create table runs (project text, run_date text, run_id text primary key, trace_id text, data text);
      with recursive n (n) as (select 1 union all select n + 1 from n where n < 40000)
      insert into runs select 'p', '2025-09-13', n, n, json_object('trace', json_object('id', n || '')) from n`);
    const before = await state(OBJECTS);
    const {child, ended} = startLse(ADOPT, {LSE_DATABASE_URL: theirs.url});
    await until('it writes', isLocked);
    child.kill('SIGKILL');
    expect(await ended).toMatchObject({code: -1, stdout: ''});
    expect(await state(OBJECTS)).toEqual(before);
    expect(await theirs.query('select count(*) as n from runs')).toEqual([{n: 40000}]);
    expect(await startLse(ADOPT, {LSE_DATABASE_URL: theirs.url}).ended).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Taken:      40000'),
    });
  }, 60_000);
});
