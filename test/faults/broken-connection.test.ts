import {readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {startPostgres} from '../../scripts/postgres-server.js';
import {Backends} from '../support/backends.ts';
import {onOneServer} from '../support/citus.ts';
import {FaultyProxy} from '../support/faulty-proxy.ts';
import {lse, type Outcome, spawnLse} from '../support/lse.ts';
import {createPostgresDatabase, withPlainClient} from '../support/postgres.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {documentOf, failingDocument, type TreeFiles} from '../support/trace-tree.ts';

const DAY = '2025-09-13';
const BROKEN = /connection to the database \S+ broke/;

/** Documents large enough that most of the bytes are those of rows. */
function treeOf(runs: number): TreeFiles {
  const outputs = {text: 'x'.repeat(2000)};
  const files = Array.from({length: runs}, (_, n) => {
    const path = `${n % 2 === 0 ? 'a' : 'b'}/2025-09-${13 + (n % 3)}/${n}.json`;
    return [path, n % 4 === 0 ? failingDocument(`r${n}`, {outputs}) : documentOf(`r${n}`, {outputs})] as const;
  });
  return Object.fromEntries(files);
}

let backends: Backends;
let proxy: FaultyProxy;

beforeAll(async () => {
  backends = await Backends.create();
  proxy = await FaultyProxy.start(backends.urls.postgres);
  await backends.useTree(treeOf(60));
  await backends.load('postgres');
  // What a comparison has to find: each silence about it is a wrong answer.
  await backends.execute(
    'postgres',
    `update runs set data = jsonb_set(data, '{trace,status}', '"success"') where run_id = 'r48'`,
  );
});

afterAll(async () => {
  await proxy.stop();
  await backends.destroy();
});

const run = (args: readonly string[], environment: object = {}): Promise<Outcome> =>
  lse(args, {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: proxy.url, LSE_DB_RETRIES: '0', ...environment});

const reading = [
  ['report compare', ['report', 'compare', '--all-dates', '--all-projects', '--format', 'json'], 2],
  ['db verify', ['db', 'verify'], 2],
  ['db verify --deep', ['db', 'verify', '--deep'], 2],
  ['db repair', ['db', 'repair'], 1],
  ['zenrows-detail', ['report', 'zenrows-detail', '--date', DAY, '--backend', 'db'], 1],
  ['zenrows-errors', ['report', 'zenrows-errors', '--from', DAY, '--to', '2025-09-15', '--backend', 'db'], 1],
  ['db status', ['db', 'status'], 1],
  ['db prune, dry', ['db', 'prune', '--before', '2025-09-14'], 1],
] as const;

/** So many places within a stream, the ends included: near them are the messages of opening and of closing. */
function places(bytes: number, count: number): number[] {
  const even = Array.from({length: count}, (_, n) => Math.floor((bytes * (n + 0.5)) / count));
  return [...new Set([1, 400, ...even, bytes - 200, bytes - 20, bytes - 1])].filter((place) => place > 0);
}

/** What a comparison says besides its answer: how long things took. */
const timeless = ({stdout, ...rest}: Outcome): Outcome => ({
  ...rest,
  stdout: stdout.replace(
    /"(?:\w*[mM]illiseconds\w*|p\d+|median|mean|longest|total)": (?:\[[^\]]*\]|[\d.]+|\{[^}]*\})/g,
    '',
  ),
});

describe('a connection that breaks', () => {
  it.each(reading)('at any byte, never lets %s end as if it had done its work', async (_, args, trouble) => {
    proxy.pass();
    const whole = timeless(await run(args));
    let failed = 0;
    for (const [at, place] of places(proxy.bytes, 14).entries()) {
      proxy.fail(at % 2 === 0 ? 'close' : 'reset', place);
      const outcome = timeless(await run(args));
      if (outcome.code === whole.code && outcome.stdout === whole.stdout) continue;
      failed += 1;
      expect({place, code: outcome.code}).toEqual({place, code: trouble});
      expect(`${outcome.stderr}${outcome.stdout}`).toMatch(/cannot be reached|connection to the database \S+ broke/);
    }
    expect(failed).toBeGreaterThan(8);
  });

  it('at any byte, never lets an export end as if it were whole', async () => {
    await withTemporaryDirectory(async (directory) => {
      const out = join(directory, 'out');
      proxy.pass();
      const whole = await run(['db', 'export', '--out', out]);
      expect(whole).toMatchObject({code: 0, stdout: `Wrote 60 files to ${out}.\n`});
      for (const place of places(proxy.bytes, 14)) {
        await rm(out, {recursive: true, force: true});
        proxy.fail('reset', place);
        const {code, stderr} = await run(['db', 'export', '--out', out]);
        if (code !== 0) expect(stderr).toMatch(/^Error: .*(cannot be reached|broke)/m);
        else expect((await readdir(out, {recursive: true})).filter((name) => name.endsWith('.json'))).toHaveLength(60);
      }
    });
  });

  // It drops the schema again and again, and the extension of a cluster would go with it.
  onOneServer(it)(
    'at any byte, never lets a load, a repair, a prune or a migration end as if it were done',
    async () => {
      const database = await createPostgresDatabase('empty');
      const writing = await FaultyProxy.start(database.url);
      const write = (args: readonly string[], url = writing.url): Promise<Outcome> =>
        lse(args, {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: url, LSE_DB_RETRIES: '0'});
      const reset = 'drop schema public cascade; create schema public';
      const empty = 'truncate runs, lse_loaded_days';
      const older = `update runs set data = '{"trace": {}}' where run_id in ('r1', 'r2', 'r3')`;
      const sweep = async (args: string[], prepare: () => Promise<unknown>, isDone: () => Promise<boolean>) => {
        writing.pass();
        await prepare();
        expect(await write(args)).toMatchObject({code: 0});
        let failed = 0;
        for (const place of places(writing.bytes, 5)) {
          await prepare();
          writing.failInAll('close', place);
          const {code, stderr} = await write(args);
          if (code === 0) expect({args, place, done: await isDone()}).toEqual({args, place, done: true});
          else expect(stderr).toMatch(/^Error: .*(cannot be reached|broke)/m);
          failed += code === 0 ? 0 : 1;
        }
        expect(failed).toBeGreaterThan(4);
      };
      const direct = (sql: string) => withPlainClient(database.url, (client) => client.query(sql));
      const verified = async () => (await write(['db', 'verify'], database.url)).code === 0;
      try {
        await sweep(
          ['db', 'migrate'],
          () => direct(reset),
          async () => (await write(['db', 'status'], database.url)).code === 0,
        );
        await direct(reset);
        await write(['db', 'migrate'], database.url);
        await sweep(['db', 'load'], () => direct(empty), verified);
        await write(['db', 'load'], database.url);
        await sweep(['db', 'repair', '--apply'], () => direct(older), verified);
        await sweep(
          ['db', 'prune', '--before', '2025-09-14', '--apply'],
          async () => write(['db', 'load'], database.url),
          async () => (await direct(`select from runs where run_date < '2025-09-14'`)).rowCount === 0,
        );
      } finally {
        await writing.stop();
        await database.drop();
      }
    },
  );

  it('by an administrator, in mid-stream, ends every command with the reason that the server gave', async () => {
    const kill = async (): Promise<void> => {
      const sql = `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`;
      await backends.execute('postgres', sql);
    };
    for (const [, args, trouble] of reading.slice(0, 5)) {
      proxy.pass();
      await run(args);
      proxy.fail(kill, Math.floor(proxy.bytes * 0.6));
      const {code, stdout, stderr} = await run(args);
      expect({args, code}).toEqual({args, code: trouble});
      expect(`${stderr}${stdout}`).toMatch(BROKEN);
      expect(`${stderr}${stdout}`).toContain('terminating connection due to administrator command');
    }
  });

  it('ends a process of its own with trouble, too', async () => {
    for (const args of [
      ['db', 'verify', '--deep'],
      ['db', 'export', '--out', 'never'],
    ]) {
      await withTemporaryDirectory(async (directory) => {
        proxy.fail('close', 30_000);
        const environment = {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: proxy.url, LSE_DB_RETRIES: '0'};
        const {code, stderr} = await spawnLse(args, environment, directory);
        expect(code).toBe(args[1] === 'verify' ? 2 : 1);
        expect(stderr).toMatch(BROKEN);
      });
    }
  });
});

describe('a server that is shut down in mid-stream', () => {
  it('ends every command with its reason', async () => {
    // One of its own, which nobody else uses.
    const given = process.env.LSE_TEST_DATABASE_URL;
    delete process.env.LSE_TEST_DATABASE_URL;
    const server = await startPostgres();
    if (given !== undefined) process.env.LSE_TEST_DATABASE_URL = given;
    const own = await FaultyProxy.start(server.url);
    const environment = {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: own.url, LSE_DB_RETRIES: '0'};
    try {
      await lse(['db', 'migrate'], environment);
      await lse(['db', 'load'], environment);
      own.fail(() => server.stop(), 60_000);
      const {code, stderr} = await lse(['db', 'verify', '--deep'], environment);
      expect({code, stderr}).toMatchObject({code: 2, stderr: expect.stringMatching(BROKEN)});
    } finally {
      await own.stop();
      await server.stop();
    }
  });
});
