import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {type ClusterState, WatchedSource} from '../../src/backends/db/postgres/citus/watched-source.ts';
import {Backends} from '../support/backends.ts';
import {citusUrl, onOneServer, partitionOf} from '../support/citus.ts';
import {letFilesSettle, restoreClock} from '../support/file-clock.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {DAY, memorySource} from '../support/memory-source.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

/**
 * What the extension brings, as far as lse calls it: the same names and signatures, nothing distributed, but the refusals that
 * concern the schema. A real cluster: `LSE_TEST_CITUS_URL` (CONTRIBUTING.md).
 */
const stubs = `
set allow_system_table_mods = on;
insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
select 99999, 'citus', oid, 'pg_catalog'::regnamespace, false, '13.2' from pg_roles where rolname = current_user;

create table pg_dist_partition (logicalrelid regclass primary key, partmethod "char" not null, partkey text not null);
create table pg_dist_shard (logicalrelid regclass not null, shardid bigint primary key);
create table pg_dist_placement (placementid bigint primary key, shardid bigint not null, groupid integer not null);

create function column_to_column_name(table_name regclass, column_var text) returns text language sql
begin atomic
  select column_var;
end;

create function truncate_local_data_after_distributing_table(table_name regclass) returns void language sql
begin atomic
  select;
end;

create function citus_total_relation_size(table_name regclass, fail_on_error boolean default true) returns bigint language sql
begin atomic
  select pg_total_relation_size(table_name);
end;

create function run_command_on_workers(command text, parallel boolean default true)
  returns table (nodename text, nodeport integer, success boolean, result text) language sql
begin atomic
  select 'worker', 5432, true, '[]';
end;

create function create_distributed_table(table_name regclass, distribution_column text, colocate_with text default 'default')
  returns void language plpgsql as $$
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
  if exists (select from pg_policy where polrelid = table_name) then
    raise '% has policies', table_name;
  end if;
  insert into pg_dist_partition values (table_name, 'h', distribution_column);
  insert into pg_dist_shard values (table_name, 1), (table_name, 2);
  insert into pg_dist_placement values (1, 1, 1), (2, 2, 2);
end
$$;
`;

/** Of the stand-in, or the two workers that a cluster for tests has. */
const NODES = 2;

let backends: Backends;

describe.each([
  ['project', 'project'],
  ['run', 'run_id'],
])(`${citusUrl === undefined ? 'a stand-in for Citus' : 'Citus'}, by %s`, (by, column) => {
  beforeAll(async () => {
    backends = await Backends.create('empty');
    if (citusUrl === undefined) await backends.execute('postgres', stubs);
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

  it('is distributed by the migration, once', async () => {
    const first = await run('db', 'migrate', '--distribute-by', by);
    expect(first).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`was distributed by ${by}, over ${NODES} nodes.`),
    });
    const place = `select column_to_column_name(logicalrelid, partkey) as name
      from pg_dist_partition where logicalrelid = 'runs'::regclass`;
    expect(await backends.query('postgres', place)).toEqual([{name: column}]);
    expect(await run('db', 'migrate')).toMatchObject({code: 0, stderr: ''});
  });

  it('is not distributed anew in another way', async () => {
    const other = by === 'project' ? 'run' : 'project';
    const again = await run('db', 'migrate', '--distribute-by', other);
    expect(again).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`is distributed by ${by} already, not by ${other}`),
    });
  });

  it('is guarded by no policies', async () => {
    const grant = await run('db', 'access', 'grant', 'anybody', '--project', 'a');
    expect(grant).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Citus takes no policy that asks another table'),
    });
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

  // On a cluster `test/faults/cluster.test.ts` moves real shards.
  onOneServer(it)('loads a day again after its rows moved to other nodes', async () => {
    await letFilesSettle(backends.dataDir);
    await run('db', 'load');
    const unopened = async (): Promise<number> => JSON.parse((await run('db', 'load', '--json')).stdout).unopened;
    expect(await unopened()).toBe(4);
    await backends.execute('postgres', 'update pg_dist_placement set placementid = 3 where placementid = 1');
    expect(await unopened()).toBe(0);
    restoreClock();
  });

  it('says how many nodes there are', async () => {
    expect((await run('db', 'status')).stdout).toContain(`Nodes:          ${NODES}, by ${by}\n`);
  });

  it('makes the partitions of months with everything that the table has', async () => {
    const counts = `select count(*)::text as number from`;
    const [indexes] = await backends.query('postgres', `${counts} pg_indexes where tablename = 'runs_2025_09'`);
    const [triggers] = await backends.query(
      'postgres',
      `${counts} pg_trigger where tgrelid = 'runs_2025_09'::regclass and not tgisinternal`,
    );
    expect([indexes, triggers]).toEqual([{number: '3'}, {number: '1'}]);
    const rows = await backends.query<{place: string}>(
      'postgres',
      'select tableoid::regclass::text as place from runs',
    );
    const places = new Set(rows.map(({place}) => partitionOf(place)));
    expect([...places].sort()).toEqual(['runs_2025_09', 'runs_2025_10']);
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

  // On a cluster the table is distributed by now.
  onOneServer(it)(
    'would be refused for a column outside the key, and without the setting for the trigger',
    async () => {
      await expect(backends.execute('postgres', `select create_distributed_table('runs', 'trace_id')`)).rejects.toThrow(
        'does not contain trace_id',
      );
      await expect(backends.execute('postgres', `select create_distributed_table('runs', 'project')`)).rejects.toThrow(
        'has triggers',
      );
    },
  );
});

describe('a source of nodes that share no snapshot', () => {
  const day = (state: string): ClusterState => ({
    days: [{project: 'a', date: DAY, rows: 1, state, load: null}],
    prepared: [],
  });
  const changesOf = async (...states: readonly ClusterState[]): Promise<unknown> => {
    const left = [...states];
    const source = new WatchedSource(
      memorySource({a: {'1.json': documentOf('1')}}),
      async () => left.shift() as ClusterState,
    );
    // The second is covered by the first.
    await source.days({from: DAY, to: DAY, project: null});
    for await (const _ of source.snapshots('a', DAY)) break;
    return source.changes();
  };
  const changed = {path: `a/${DAY}`, project: 'a', date: DAY};

  it('names the days that did not stand still', async () => {
    await expect(changesOf(day('1 5'), day('1 5'))).resolves.toEqual([]);
    await expect(changesOf(day('1 5'), day('1 6'))).resolves.toEqual([{...changed, change: 'changed'}]);
    await expect(changesOf({days: [], prepared: []}, day('1 5'))).resolves.toEqual([{...changed, change: 'changed'}]);
    await expect(changesOf(day('1 5'), {days: [], prepared: []})).resolves.toEqual([{...changed, change: 'vanished'}]);
  });

  it('names all of them where a transaction may be half done', async () => {
    const prepared = ['node:5432 citus_0_1'];
    await expect(changesOf({...day('1 5'), prepared}, {...day('1 5'), prepared})).resolves.toEqual([
      {...changed, change: 'changed'},
    ]);
    await expect(changesOf({...day('1 5'), prepared}, day('1 5'))).resolves.toEqual([]);
  });
});
