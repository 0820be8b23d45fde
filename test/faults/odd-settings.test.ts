import {randomBytes} from 'node:crypto';
import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {Backends} from '../support/backends.ts';
import {onOneServer} from '../support/citus.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {createPostgresDatabase, withPlainClient} from '../support/postgres.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';
import {until} from '../support/until.ts';

const DAY = '2025-09-13';

let backends: Backends;
/** What is printed and exported where nothing is set. */
let usual: Record<string, string>;

beforeAll(async () => {
  backends = await Backends.create();
  await backends.useTree({
    [`a/${DAY}/NULL.json`]: failingDocument('NULL', {error: 'NULL', trace_id: 'null'}),
    [`a/${DAY}/2.json`]: documentOf('back\\slash', {error: 'a\u0000b\\', outputs: {text: 'x\\'.repeat(50_000)}}),
    [`a/${DAY}/3.json`]: failingDocument("quo'te", {error: 'it\'s {1,2} "quoted" \\x41', start_time: 1757757600000}),
    'b/2025-10-01/4.json': failingDocument('4', {inputs: {crypto_symbol: 'ÄÖ€'}, outputs: {n: 0.1}}),
    'b/2025-10-01/5.json': '{',
    'c/0001-01-01/6.json': documentOf('6'),
    'c/9999-12-31/7.json': failingDocument('7'),
  });
  usual = await everything([]);
  expect(usual.verify).toMatch(/^0\n/);
});

afterAll(() => backends.destroy());

/** Runs all commands on a new database with these settings, and returns what came out of each. */
async function everything(settings: readonly string[]): Promise<Record<string, string>> {
  const database = await createPostgresDatabase('empty');
  const name = new URL(database.url).pathname.slice(1);
  await withPlainClient(database.url, async (client) => {
    for (const setting of settings) await client.query(`alter database ${name} set ${setting}`);
  });
  const found: Record<string, string> = {};
  // A long line is broken, within the name too.
  const broken = new RegExp([...name].join('\\s*'), 'g');
  const shown = ({code, stdout}: Outcome): string => timeless(`${code}\n${stdout}`).replace(broken, 'DATABASE');
  const run = async (title: string, ...args: string[]): Promise<void> => {
    const outcome = await lse(args, {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: database.url});
    found[title] = shown(outcome);
    // The upkeep after a load is not in a transaction, so that a time limit of the role holds for it.
    if (outcome.code !== 0 && title !== 'verify spoilt') found[title] += outcome.stderr;
  };
  try {
    await run('migrate', 'db', 'migrate');
    expect({settings, migrate: found.migrate}).toEqual({settings, migrate: expect.stringMatching(/^0\n/)});
    await run('load', 'db', 'load');
    await run('load again', 'db', 'load', '--reread');
    await run('errors', 'report', 'zenrows-errors', '--from', DAY, '--to', '2025-10-01', '--backend', 'db');
    await run('detail', 'report', 'zenrows-detail', '--date', DAY, '--backend', 'db');
    await run('detail JSON', 'report', 'zenrows-detail', '--date', '2025-10-01', '--format', 'json', '--backend', 'db');
    await run('compare', 'report', 'compare', '--all-dates', '--all-projects', '--format', 'json');
    await run('verify', 'db', 'verify');
    await asked(database.url, `update runs set data = '{"trace": {}}' where run_id = 'NULL'`);
    await run('verify spoilt', 'db', 'verify', '--format', 'json');
    await run('repair', 'db', 'repair', '--apply');
    await run('prune', 'db', 'prune', '--before', '2025-10-15');
    found.export = await exported(database.url);
    await run('prune for good', 'db', 'prune', '--before', '2025-10-15', '--apply');
    const {rows} = await asked(database.url, 'select run_id from runs order by 1');
    found.left = JSON.stringify(rows);
  } finally {
    await database.drop();
  }
  return found;
}

/** By the test itself, which has no use for a limit of 15 ms on a busy machine. */
function asked(url: string, sql: string) {
  return withPlainClient(url, async (client) => {
    await client.query('set statement_timeout = 0');
    return client.query(sql);
  });
}

async function exported(url: string): Promise<string> {
  return withTemporaryDirectory(async (directory) => {
    const out = join(directory, 'out');
    await lse(['db', 'export', '--out', out], {LSE_DATABASE_URL: url});
    const names = (await readdir(out, {recursive: true})).filter((name) => name.endsWith('.json')).sort();
    const texts = await Promise.all(names.map((name) => readFile(join(out, name), 'utf8')));
    return JSON.stringify(names.map((name, at) => [name, texts[at]]));
  });
}

const timeless = (text: string): string =>
  text.replace(/"(?:\w*[mM]illiseconds\w*|p\d+|median|mean|longest|total)": (?:\[[^\]]*\]|[\d.]+|\{[^}]*\})/g, '');

describe('a setting of the server, the database or the role', () => {
  it.each([
    [`DateStyle = 'German'`, `TimeZone = 'America/Sao_Paulo'`, `IntervalStyle = 'sql_standard'`],
    [`DateStyle = 'SQL, DMY'`, `bytea_output = 'escape'`, `TimeZone = 'Pacific/Apia'`],
    [`DateStyle = 'Postgres, MDY'`, 'quote_all_identifiers = on', 'extra_float_digits = -15'],
    [`default_transaction_isolation = 'serializable'`, 'default_transaction_deferrable = on'],
    [`default_transaction_isolation = 'repeatable read'`, 'row_security = off', 'transform_null_equals = on'],
    ['session_replication_role = replica', 'check_function_bodies = off', `client_encoding = 'LATIN1'`],
    ['jit = on', 'jit_above_cost = 0', 'cursor_tuple_fraction = 0.00001'],
    [
      'enable_indexscan = off',
      'enable_indexonlyscan = off',
      'enable_bitmapscan = off',
      'enable_hashagg = off',
      'enable_sort = off',
      'enable_partition_pruning = off',
      `work_mem = '64kB'`,
    ],
    ['search_path = "$user", public, pg_temp', 'exit_on_error = on', `client_min_messages = 'debug1'`],
  ])('changes nothing: %s and what is with it', async (...settings) => {
    expect(await everything(settings)).toEqual(usual);
  });

  // Citus sends values to its nodes as texts, which the first two change there, keeps sessions idle in transactions, and plans nothing
  // without knowing the values. docs/scale.md says so.
  onOneServer(it).each([
    ['array_nulls = off'],
    ['standard_conforming_strings = off', 'backslash_quote = off'],
    [`statement_timeout = '15ms'`, `lock_timeout = '1ms'`, `idle_in_transaction_session_timeout = '1ms'`],
    ['jit = on', 'jit_above_cost = 0', `plan_cache_mode = 'force_generic_plan'`, 'cursor_tuple_fraction = 0.00001'],
  ])('changes nothing on one server: %s and what is with it', async (...settings) => {
    expect(await everything(settings)).toEqual(usual);
  });
});

describe('a default isolation level', () => {
  it.each(['repeatable read', 'serializable'])('of %s does not hide from a load what it waited for', async (level) => {
    const database = await createPostgresDatabase('migrated');
    const name = new URL(database.url).pathname.slice(1);
    const load = (): Promise<Outcome> =>
      lse(['db', 'load', '--project', 'c'], {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: database.url});
    try {
      await load();
      await withPlainClient(database.url, async (other) => {
        await other.query(`alter database ${name} set default_transaction_isolation = '${level}'`);
        const {rows} = await other.query(`delete from runs where run_id = '6' returning data::text as data, file_name`);
        await other.query('truncate lse_loaded_days');
        await other.query('begin isolation level read committed');
        await other.query(`select pg_advisory_xact_lock(hashtextextended('c/0001-01-01', 0))`);
        const loading = load();
        const waiting = `select from pg_locks where locktype = 'advisory' and not granted
          and database = (select oid from pg_database where datname = current_database())`;
        await until('the load waits', async () => (await other.query(waiting)).rowCount === 1);
        await other.query(
          `insert into runs (project, run_date, run_id, trace_id, data, file_name) values ('c', '0001-01-01', '6', '6', $1, $2)`,
          [rows[0].data, rows[0].file_name],
        );
        await other.query('commit');
        expect(await loading).toEqual({code: 0, stdout: 'Nothing new: 2 files unchanged\n', stderr: ''});
      });
    } finally {
      await database.drop();
    }
  });
});

// A cluster refuses access by project.
onOneServer(describe)('row-level security', () => {
  it('answers a role with its rows, also where the role has it off, which makes every question an error', async () => {
    const role = `lse_test_part_${randomBytes(6).toString('hex')}`;
    const database = await createPostgresDatabase('migrated');
    const run = (url: string, ...args: string[]): Promise<Outcome> =>
      lse(args, {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: url});
    try {
      await run(database.url, 'db', 'load');
      await withPlainClient(database.url, (client) =>
        client.query(`create role ${role} login; grant select on runs, lse_migrations to ${role};
          alter role ${role} set row_security = off;
          alter table runs enable row level security;
          create policy part on runs for select to ${role} using (project = 'a')`),
      );
      const url = new URL(database.url);
      url.username = role;
      const report = ['report', 'zenrows-errors', '--date', DAY, '--backend', 'db'];
      expect(await run(url.href, ...report)).toEqual(await run(database.url, ...report, '--project', 'a'));
    } finally {
      await withPlainClient(database.url, (client) => client.query(`drop owned by ${role}; drop role ${role}`));
      await database.drop();
    }
  });
});

// The nodes of a cluster have databases of their own, which this one's default does not reach.
onOneServer(describe)('a database that is read-only by default', () => {
  it('is written by no command, and each says why', async () => {
    const database = await createPostgresDatabase('migrated');
    const name = new URL(database.url).pathname.slice(1);
    const run = (...args: string[]): Promise<Outcome> =>
      lse(args, {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: database.url});
    try {
      await run('db', 'load');
      await withPlainClient(database.url, (client) =>
        client.query(`update runs set data = '{"trace": {}}' where run_id = 'NULL';
          drop index runs_failing;
          alter database ${name} set default_transaction_read_only = on`),
      );
      const rows = `select to_jsonb(runs) as row from runs order by run_id`;
      const before = await withPlainClient(database.url, (client) => client.query(rows));
      for (const args of [
        ['load', '--reread'],
        ['repair', '--apply'],
        ['prune', '--before', '2025-10-15', '--apply'],
        ['indexes', 'drop'],
        ['indexes', 'create'],
      ]) {
        const {code, stdout, stderr} = await run('db', ...args);
        expect({args, code, stdout}).toEqual({args, code: 1, stdout: ''});
        expect(stderr).toMatch(
          /Error: The database \S+ is read-only \(default_transaction_read_only is on\); nothing was written\. /,
        );
      }
      const after = await withPlainClient(database.url, (client) => client.query(rows));
      expect(after.rows).toEqual(before.rows);
      // What only reads, and a migration with nothing to do, are none the worse for it.
      expect(await run('db', 'verify')).toMatchObject({code: 1});
      expect(await run('db', 'prune', '--before', '2025-10-15')).toMatchObject({code: 0});
      expect(await run('db', 'migrate')).toMatchObject({code: 0});
    } finally {
      await database.drop();
    }
  });

  it('is not migrated', async () => {
    const database = await createPostgresDatabase('empty');
    const name = new URL(database.url).pathname.slice(1);
    try {
      await withPlainClient(database.url, (client) =>
        client.query(`alter database ${name} set default_transaction_read_only = on`),
      );
      const {code, stderr} = await lse(['db', 'migrate'], {LSE_DATABASE_URL: database.url});
      expect({code, stderr}).toEqual({code: 1, stderr: expect.stringContaining('is read-only')});
    } finally {
      await database.drop();
    }
  });
});
