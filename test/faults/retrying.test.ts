import {randomBytes} from 'node:crypto';
import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {defaultLimits} from '../../src/backends/db/postgres/limits.ts';
import {PostgresDatabase} from '../../src/backends/db/postgres/postgres-database.ts';
import {loadTree} from '../../src/transfer/tree-load.ts';
import {Backends} from '../support/backends.ts';
import {onOneServer} from '../support/citus.ts';
import {FaultyProxy} from '../support/faulty-proxy.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {createPostgresDatabase, withPlainClient} from '../support/postgres.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';
import {until} from '../support/until.ts';

const DAY = '2025-09-13';
/** Which commit of a load is that of its first day; the one before is that of the month's partition. */
const THE_DAY = 2;
const AGAIN =
  /^Warning: The database \S+ (?:could not go on|cannot be reached) \(.*\); trying again in \S+ m?s \(1 of 4\)\.\n/;

let backends: Backends;
let proxy: FaultyProxy;

beforeAll(async () => {
  backends = await Backends.create();
  proxy = await FaultyProxy.start(backends.urls.postgres);
  const outputs = {text: 'x'.repeat(2000)};
  const files = Array.from({length: 40}, (_, n) => {
    const document = n % 4 === 0 ? failingDocument(`r${n}`, {outputs}) : documentOf(`r${n}`, {outputs});
    return [`a/2025-09-${13 + (n % 2)}/${n}.json`, document] as const;
  });
  await backends.useTree(Object.fromEntries(files));
});

afterAll(async () => {
  await proxy.stop();
  await backends.destroy();
});

const run = (args: readonly string[], url = proxy.url, environment: object = {}): Promise<Outcome> =>
  lse(args, {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: url, ...environment});

const direct = (sql: string): Promise<void> => backends.execute('postgres', sql);
const empty = (): Promise<void> => direct('truncate runs, lse_loaded_days');
const load = (): Promise<Outcome> => run(['db', 'load'], backends.urls.postgres);

/**
 * Breaks a connection at several places; what is printed must be what is printed when nothing breaks. What cannot be
 * done twice may say that it does not know whether it was done, since the break may come while the server commits.
 */
async function expectSame(
  args: readonly string[],
  prepare: () => Promise<unknown>,
  {once} = {once: false},
): Promise<void> {
  proxy.pass();
  await prepare();
  const whole = timeless(await run(args));
  const bytes = proxy.bytes;
  let [retried, unknown] = [0, 0];
  for (const share of [0.1, 0.4, 0.7, 0.9]) {
    await prepare();
    proxy.failInAll(share < 0.5 ? 'reset' : 'close', Math.floor(bytes * share));
    const {stderr, ...outcome} = timeless(await run(args));
    if (once && outcome.code === 1) {
      expect(stderr).toMatch(/^Error: .*it is not known whether it did\. .*\n$/);
      unknown += 1;
      continue;
    }
    expect({args, share, ...outcome}).toEqual({args, share, code: whole.code, stdout: whole.stdout});
    expect(stderr.replace(AGAIN, '')).toBe(whole.stderr);
    if (AGAIN.test(stderr)) retried += 1;
  }
  expect({args, isRetried: retried > 0, enough: retried + unknown >= 3}).toEqual({args, isRetried: true, enough: true});
}

/** Without times, and without which side answered from memory: what control has answered it keeps for the second attempt. */
const timeless = ({stdout, ...rest}: Outcome): Outcome => ({
  ...rest,
  stdout: stdout
    .replace(/"(?:\w*[mM]illiseconds\w*|p\d+|median|mean|longest|total)": (?:\[[^\]]*\]|[\d.]+|\{[^}]*\})/g, '')
    .replace(/"(?:fromMemory|questions)": (?:\d+|true|false)/g, ''),
});

describe('a connection that breaks once', () => {
  it('is made again by everything that reads, which answers from the start', async () => {
    await load();
    // Most of the bytes are answers to questions here, and documents where something differs.
    await expectSame(['report', 'compare', '--all-dates', '--all-projects', '--format', 'json'], async () => {});
    await direct(`update runs set data = jsonb_set(data, '{trace,status}', '"success"') where run_id = 'r36'`);
    for (const args of [
      ['report', 'compare', '--all-dates', '--format', 'json'],
      ['db', 'verify'],
      ['db', 'repair'],
      ['report', 'zenrows-detail', '--date', DAY, '--backend', 'db'],
      ['report', 'zenrows-errors', '--from', DAY, '--to', '2025-09-14', '--backend', 'db'],
      ['db', 'status'],
      ['db', 'prune', '--before', '2025-09-14'],
    ]) {
      await expectSame(args, async () => {});
    }
  });

  it('is made again by everything that writes, which counts nothing twice', async () => {
    const spoil = async (): Promise<void> => {
      await load();
      await direct(`update runs set data = '{"trace": {}}' where run_id in ('r1', 'r2')`);
    };
    await expectSame(['db', 'load'], empty);
    await expectSame(['db', 'load'], spoil);
    await expectSame(['db', 'repair', '--apply'], spoil);
    await expectSame(['db', 'prune', '--before', '2025-09-14', '--apply'], spoil, {once: true});
    const drop = (): Promise<void> => direct('drop index if exists runs_by_trace');
    await expectSame(['db', 'indexes', 'create'], drop, {once: true});
  });

  it('is made again by an export only as long as it wrote nothing', async () => {
    await load();
    await withTemporaryDirectory(async (directory) => {
      const out = join(directory, 'out');
      const args = ['db', 'export', '--out', out];
      proxy.pass();
      await run(args);
      const {bytes} = proxy;
      // The first connection asks how much there is, the second exports.
      for (const [place, times, code] of [
        [100, 1, 0],
        [1400, 2, 0],
        [Math.floor(bytes * 0.6), 2, 1],
      ] as const) {
        await rm(out, {recursive: true, force: true});
        proxy.fail('close', place, times);
        const outcome = await run(args);
        expect({place, code: outcome.code}).toEqual({place, code});
        expect(AGAIN.test(outcome.stderr)).toBe(code === 0);
      }
    });
  });

  it('is not made again without end, nor where nobody wants it', async () => {
    proxy.fail('close', 1);
    const {code, stderr} = await run(['db', 'status'], proxy.url, {LSE_DB_RETRIES: '2'});
    expect(code).toBe(1);
    expect(stderr.match(/trying again/g)).toHaveLength(2);
    expect(stderr).toMatch(/\nError: The database .* cannot be reached/);
    expect(proxy.connections).toBe(3);
    expect((await run(['db', 'status'], proxy.url, {LSE_DB_RETRIES: '0'})).stderr).not.toContain('again in');
  });
});

describe('a load that is begun anew', () => {
  it('tells of each file once', async () => {
    await empty();
    proxy.failCommit('before', THE_DAY);
    const database = new PostgresDatabase(proxy.url, {limits: defaultLimits, notice: () => {}});
    const tree = await backends.tree();
    let told = 0;
    const onFiles = (count: number): void => {
      told += count;
    };
    const summary = await database.withStore((store) => loadTree(tree, store, null, onFiles));
    expect({told, read: summary.read, inserted: summary.inserted}).toEqual({told: 40, read: 40, inserted: 40});
  });
});

describe('a connection that breaks while the server commits', () => {
  it.each(['before', 'after'] as const)('%s it did leaves a load as it would be', async (moment) => {
    await empty();
    const whole = await load();
    await empty();
    proxy.failCommit(moment, THE_DAY);
    const {stderr, ...outcome} = await run(['db', 'load']);
    expect(outcome).toEqual({code: 0, stdout: whole.stdout});
    expect(stderr).toMatch(AGAIN);
    expect(await run(['db', 'verify'], backends.urls.postgres)).toMatchObject({code: 0});
  });

  it.each(['before', 'after'] as const)('%s it did leaves a migration done, each step once', async (moment) => {
    const {url, drop} = await createPostgresDatabase('empty');
    const own = await FaultyProxy.start(url);
    try {
      own.failCommit(moment, 2);
      const {code, stdout, stderr} = await run(['db', 'migrate', '--json'], own.url);
      expect(code).toBe(0);
      expect(stderr).toMatch(AGAIN);
      const {applied} = JSON.parse(stdout) as {applied: {version: number}[]};
      const versions = applied.map(({version}) => version);
      expect(versions).toEqual(versions.map((_, at) => at + 1));
      expect(versions.length).toBeGreaterThan(1);
      expect(await withPlainClient(url, (client) => client.query('select version from lse_migrations'))).toMatchObject({
        rowCount: versions.length,
      });
    } finally {
      await own.stop();
      await drop();
    }
  });

  it('makes a prune say that nobody knows, and what to do', async () => {
    await load();
    proxy.failCommit('after', 1);
    const {code, stderr} = await run(['db', 'prune', '--before', '2025-09-14', '--apply']);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^Error: The connection to the database \S+ broke while .*; it is not known whether it did\. .*lse db/,
    );
  });
});

describe('what passes by itself', () => {
  // On a cluster each command has connections to the coordinator itself beside its own.
  onOneServer(it)('too many connections is waited for', async () => {
    await load();
    const role = `lse_test_few_${randomBytes(6).toString('hex')}`;
    await direct(`create role ${role} login connection limit 1; grant select on runs, lse_migrations to ${role}`);
    const url = new URL(backends.urls.postgres);
    url.username = role;
    try {
      await withPlainClient(url.href, async (holder) => {
        const status = run(['db', 'status'], url.href);
        await new Promise((resolve) => setTimeout(resolve, 100));
        await holder.query('select 1');
        setTimeout(() => void holder.end(), 100);
        const {code, stderr} = await status;
        expect({code, stderr}).toEqual({code: 0, stderr: expect.stringMatching(AGAIN)});
        expect(stderr).toContain('too many connections');
      });
    } finally {
      await direct(`drop owned by ${role}; drop role ${role}`);
    }
  });

  // On a cluster the load waits on another node, and the extension finds deadlocks in its own time.
  onOneServer(it)('a deadlock is ended by another attempt', async () => {
    await load();
    await direct(`update runs set data = '{"trace": {}}' where run_date = '${DAY}'`);
    await withPlainClient(backends.urls.postgres, async (other) => {
      const touch = (runId: string) =>
        other.query(`update runs set loads = loads where run_id = $1 and run_date = '${DAY}'`, [runId]);
      await other.query('begin');
      await touch('r8');
      const loading = run(['db', 'load'], backends.urls.postgres);
      const waits = `select from pg_stat_activity
        where datname = current_database() and application_name = 'lse' and wait_event_type = 'Lock'`;
      await until('the load waits', async () => (await backends.query('postgres', waits)).length === 1);
      // The load has written r0, the first by its id, and waits for r8; from here on each waits for the other.
      await touch('r0');
      await other.query('rollback');
      const {code, stdout, stderr} = await loading;
      expect(stderr).toContain('deadlock detected');
      expect({code, stdout}).toEqual({code: 0, stdout: expect.stringContaining('Updated:    20\n')});
    });
  });
});
