import {readFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {Backends} from '../support/backends.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13';

/**
 * What the extension brings, as far as our SQL calls it: the same names and signatures, nothing distributed, but the
 * refusals that concern our schema.
 */
const stubs = `
create schema citus;
create type citus.distribution_type as enum ('hash', 'range', 'append');
create table public.distributed (what text primary key, how text not null);

create function create_distributed_function(function_name regprocedure, distribution_arg_name text default null,
  colocate_with text default 'default', force_delegation boolean default null) returns void language sql
begin atomic
  insert into public.distributed values (function_name::text, 'function');
end;

create function create_reference_table(table_name regclass) returns void language sql
begin atomic
  insert into public.distributed values (table_name::text, 'reference');
end;

create function create_distributed_table(table_name regclass, distribution_column text,
  distribution_type citus.distribution_type default 'hash', colocate_with text default 'default',
  shard_count integer default null) returns void language plpgsql as $$
declare
  place smallint := (select attnum from pg_attribute where attrelid = table_name and attname = distribution_column);
begin
  if exists (select from pg_index where indrelid = table_name and indisunique and not place = any (indkey::smallint[])) then
    raise 'a unique constraint of % does not contain %', table_name, distribution_column;
  end if;
  if exists (select from pg_attribute where attrelid = table_name and attnum = place and attgenerated <> '') then
    raise 'the distribution column % is generated', distribution_column;
  end if;
  if exists (select from pg_trigger where tgrelid = table_name and not tgisinternal)
    and coalesce(current_setting('citus.enable_unsafe_triggers', true), 'off') <> 'on'
  then
    raise '% has triggers', table_name;
  end if;
  if exists (
    select from pg_proc
    where pronamespace = 'public'::regnamespace and proname like 'lse\\_%' and proname <> 'lse_ensure_partition'
      and oid::regprocedure::text not in (select what from public.distributed)
  ) then
    raise 'a function is not on every node';
  end if;
  insert into public.distributed values (table_name::text, 'by ' || distribution_column);
end
$$;
`;

async function ourSql(name: string): Promise<string> {
  const path = new URL(`../../docs/citus/${name}.sql`, import.meta.url);
  return readFile(fileURLToPath(path), 'utf8');
}

let backends: Backends;

describe.each([
  ['0002-by-project', 'project'],
  ['0002-by-run', 'run_id'],
])('the SQL for Citus, %s', (name, column) => {
  beforeAll(async () => {
    backends = await Backends.create();
    await backends.execute('postgres', stubs);
    await backends.useTree({
      [`a/${DAY}/1.json`]: failingDocument('1', {child_runs: [{name: 'zenrows_scraper', status: 'error', id: 'x'}]}),
      [`a/${DAY}/2.json`]: documentOf('2', {trace_id: '1', inputs: {crypto_symbol: 'btc'}}),
      [`b/${DAY}/3.json`]: failingDocument('3', {error: 'a\u0000b'}),
      'b/2025-10-14/4.json': documentOf('4'),
    });
  });

  afterAll(() => backends.destroy());

  const run = (...args: string[]): Promise<Outcome> =>
    lse(args, {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: backends.urls.postgres});

  it('distributes the table, the functions that it calls, and the migrations', async () => {
    for (const file of ['0001-functions', name]) {
      await expect(backends.execute('postgres', await ourSql(file))).resolves.toBeUndefined();
    }
    const rows = await backends.query<{what: string; how: string}>(
      'postgres',
      `select what, how from distributed order by how, what collate "C"`,
    );
    expect(rows).toEqual([
      {what: 'runs', how: `by ${column}`},
      ...[
        'lse_brief(jsonb)',
        'lse_clear_raw()',
        'lse_is_failing(jsonb)',
        'lse_run_brief(jsonb,integer)',
        'lse_run_fails(jsonb)',
        'lse_runs_below(jsonb)',
        'lse_symbol(jsonb)',
        'lse_symbol_at(jsonb,text[])',
      ].map((what) => ({what, how: 'function'})),
      {what: 'lse_loaded_days', how: 'reference'},
      {what: 'lse_migrations', how: 'reference'},
    ]);
  });

  it('leaves loading, both reports, comparing and verifying as they are', async () => {
    expect(await run('db', 'load')).toMatchObject({code: 0, stderr: ''});
    for (const report of [
      ['zenrows-errors', '--from', DAY, '--to', '2025-10-14'],
      ['zenrows-detail', '--date', DAY],
    ]) {
      const answer = await run('report', ...report, '--backend', 'db');
      expect(answer).toMatchObject({code: 0, stderr: ''});
      expect(answer).toEqual(await run('report', ...report, '--backend', 'file'));
    }
    expect(await run('report', 'compare', '--all-dates', '--all-projects')).toMatchObject({code: 0});
    expect(await run('db', 'verify')).toMatchObject({code: 0});
  });

  it('makes the partitions of months with everything that the table has', async () => {
    const counts = `select count(*)::text as number from`;
    const [indexes] = await backends.query('postgres', `${counts} pg_indexes where tablename = 'runs_2025_09'`);
    const [triggers] = await backends.query(
      'postgres',
      `${counts} pg_trigger where tgrelid = 'runs_2025_09'::regclass`,
    );
    expect([indexes, triggers]).toEqual([{number: '3'}, {number: '1'}]);
    const places = await backends.query(
      'postgres',
      `select distinct tableoid::regclass::text as place from runs order by place`,
    );
    expect(places).toEqual([{place: 'runs_2025_09'}, {place: 'runs_2025_10'}]);
  });

  it('leaves rows in the default partition where they lie, and loads beside them', async () => {
    await backends.execute(
      'postgres',
      `insert into runs (project, run_date, run_id, trace_id, data) values ('z', '2031-05-06', 'z', 'z', '{}')`,
    );
    await backends.useTree({'z/2031-05-07/y.json': documentOf('y')});
    await expect(backends.load('postgres')).resolves.toMatchObject({inserted: 1});
    expect(await backends.query('postgres', 'select run_id from runs_default order by run_id')).toEqual([
      {run_id: 'y'},
      {run_id: 'z'},
    ]);
  });

  it('would be refused for a column outside the key, and without the setting for the trigger', async () => {
    await expect(backends.execute('postgres', `select create_distributed_table('runs', 'trace_id')`)).rejects.toThrow(
      'does not contain trace_id',
    );
    await expect(backends.execute('postgres', `select create_distributed_table('runs', 'project')`)).rejects.toThrow(
      'has triggers',
    );
  });
});
