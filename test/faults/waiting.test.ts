import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import type pg from 'pg';
import {Backends} from '../support/backends.ts';
import {FaultyProxy} from '../support/faulty-proxy.ts';
import {lse, type Outcome, startLse} from '../support/lse.ts';
import {createPostgresDatabase, withPlainClient} from '../support/postgres.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';
import {until} from '../support/until.ts';

const DAY = '2025-09-13';
const SLOW_FUNCTION = `
create or replace function lse_run_fails(run jsonb) returns boolean language plpgsql immutable as $$
begin perform pg_sleep(30); return true; end $$`;

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
  await backends.useTree({
    [`a/${DAY}/1.json`]: failingDocument('1'),
    [`a/${DAY}/2.json`]: documentOf('2', {outputs: {text: 'x'.repeat(5000)}}),
    'b/2025-09-14/3.json': documentOf('3'),
  });
  await backends.load('postgres');
});

afterAll(() => backends.destroy());

const run = (args: readonly string[], environment: object, url = backends.urls.postgres): Promise<Outcome> =>
  lse(args, {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: url, LSE_DB_RETRIES: '0', ...environment});

/** Every command that opens a database, with its code where that fails. `out` is a directory that does not exist. */
const commands = (out: string): readonly (readonly [args: string[], trouble: number])[] => [
  [['report', 'zenrows-errors', '--date', DAY, '--backend', 'db'], 1],
  [['report', 'zenrows-errors', '--from', DAY, '--to', '2025-09-14', '--backend', 'db'], 1],
  [['report', 'zenrows-detail', '--date', DAY, '--backend', 'db'], 1],
  [['report', 'compare', '--all-dates'], 2],
  [['db', 'verify'], 2],
  [['db', 'repair', '--apply'], 1],
  [['db', 'status'], 1],
  [['db', 'export', '--out', out], 1],
  [['db', 'load', '--reread'], 1],
  [['db', 'prune', '--before', '2025-09-14'], 1],
  [['db', 'prune', '--before', '2025-09-14', '--apply'], 1],
  [['db', 'indexes', 'drop'], 1],
  [['db', 'indexes', 'create'], 1],
];

/** Runs `work` while another program holds what a statement takes, for as long as it takes. */
async function whileHeld<T>(statement: string, work: (holder: pg.Client) => Promise<T>, url = backends.urls.postgres) {
  return withPlainClient(url, async (holder) => {
    await holder.query('begin');
    await holder.query(statement);
    return work(holder);
  });
}

describe('a network that falls silent', () => {
  it('ends every command after the limit on silence, wherever it falls silent', async () => {
    const proxy = await FaultyProxy.start(backends.urls.postgres);
    try {
      await withTemporaryDirectory(async (directory) => {
        proxy.pass();
        await withPlainClient(proxy.url, async () => {});
        // Opening has a limit of its own. What follows are the first statement and some later one.
        const opened = proxy.bytes;
        const tooLate = new Promise<Outcome>((resolve) => {
          setTimeout(() => resolve({code: -1, stdout: '', stderr: 'waits for ever'}), 55_000).unref();
        });
        for (const [at, [args, trouble]] of commands(join(directory, 'out')).entries()) {
          for (const after of at % 3 === 0 ? [opened + 20, opened + 180] : [opened + 100]) {
            proxy.fail('silence', after);
            const outcome = await Promise.race([run(args, {LSE_DB_SILENCE_LIMIT: '400ms'}, proxy.url), tooLate]);
            const {code, stdout, stderr} = outcome;
            expect({args, after, code}).toEqual({args, after, code: trouble});
            expect(`${stdout}${stderr}`).toContain('not a byte arrived for 400 ms');
          }
        }
      });
    } finally {
      await proxy.stop();
    }
  });

  it('is not taken for one by a report whose server is only slow', async () => {
    await backends.execute('postgres', SLOW_FUNCTION.replace('30', '0.4'));
    try {
      const detail = ['report', 'zenrows-detail', '--date', DAY, '--backend', 'db'];
      expect(await run(detail, {LSE_DB_SILENCE_LIMIT: '2s'})).toMatchObject({code: 0, stderr: ''});
    } finally {
      await restoreFunction();
    }
  });
});

async function restoreFunction(): Promise<void> {
  const {sql} = await import('../../src/backends/db/postgres/migrations/0005-success-in-any-case.ts');
  const [text] = /create or replace function lse_run_fails[\s\S]*?\nend;/.exec(sql) ?? [];
  await backends.execute('postgres', text ?? '');
}

describe('a statement that takes too long', () => {
  it('is ended by the server, which says so', async () => {
    await backends.execute('postgres', SLOW_FUNCTION);
    try {
      const detail = ['report', 'zenrows-detail', '--date', DAY, '--backend', 'db'];
      const {code, stderr} = await run(detail, {LSE_DB_STATEMENT_TIMEOUT: '300ms'});
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^Error: The database \S+ took too long \(canceling statement due to statement timeout\)\. .*LSE_DB_STATEMENT_TIMEOUT/,
      );
    } finally {
      await restoreFunction();
    }
  });

  it('is cancelled at the server when the user interrupts', async () => {
    await whileHeld('lock table runs in access exclusive mode', async () => {
      const variables = {LSE_DATABASE_URL: backends.urls.postgres, LSE_DB_STATEMENT_TIMEOUT: '10min'};
      const {child, ended} = startLse(['db', 'status'], variables);
      const waiters = `select count(*)::integer as waiters from pg_stat_activity
        where datname = current_database() and application_name = 'lse' and wait_event_type = 'Lock'`;
      const counted = async (): Promise<number> => {
        const [row] = await backends.query<{waiters: number}>('postgres', waiters);
        return row?.waiters ?? -1;
      };
      await until('the status waits', async () => (await counted()) === 1);
      child.kill('SIGINT');
      expect(await ended).toMatchObject({stdout: '', stderr: expect.stringMatching(/^Interrupted\. .*\n$/)});
      expect(child.signalCode).toBe('SIGINT');
      // The lock is still held: only a cancelled statement waits for it no more.
      await until('it waits no more', async () => (await counted()) === 0);
    });
  });
});

describe('a lock that another program holds', () => {
  it('on the table ends every command, which says so and what to do', async () => {
    await withTemporaryDirectory((directory) =>
      whileHeld('lock table runs in access exclusive mode', async () => {
        for (const [args, trouble] of commands(join(directory, 'out'))) {
          const {code, stdout, stderr} = await run(args, {LSE_DB_STATEMENT_TIMEOUT: '900ms'});
          expect({args, code}).toEqual({args, code: trouble});
          const said = `${stdout}${stderr}`.replace(/\s+/g, ' ');
          expect(said).toMatch(/Another program holds the tables? .*lock timeout/);
          expect(said).toMatch(/When it is done, try again/);
        }
      }),
    );
  });

  it('of a day makes a load wait, say so, and end', async () => {
    const load = ['db', 'load', '--reread'];
    const held = `select pg_advisory_xact_lock(hashtextextended('a/${DAY}', 0))`;
    await whileHeld(held, async () => {
      const {code, stderr} = await run(load, {LSE_DB_STATEMENT_TIMEOUT: '150ms'});
      expect(code).toBe(1);
      expect(stderr).toMatch(/^Another program is loading a 2025-09-13 into \S+; waiting for it, at most 3 s\.\n/);
      expect(stderr).toMatch(
        /\nError: Another program is loading a 2025-09-13 into .* for more than 3 s\. When it is done/,
      );
      expect(stderr.match(/waiting/g)).toHaveLength(1);
    });
  });

  it('of a day is waited for by a load, which then goes on', async () => {
    const held = `select pg_advisory_xact_lock(hashtextextended('a/${DAY}', 0))`;
    await whileHeld(held, async (holder) => {
      const loading = run(['db', 'load', '--reread'], {LSE_DB_STATEMENT_TIMEOUT: '900ms'});
      const waits = `select from pg_locks where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database())`;
      await until('the load waits', async () => (await holder.query(waits)).rowCount === 1);
      // Longer than it is asked for at a time.
      await holder.query('select pg_sleep(1)');
      await holder.query('rollback');
      expect(await loading).toMatchObject({code: 0, stdout: 'Nothing new: 3 files unchanged\n'});
    });
  });

  it('of migrations makes a migration wait, and end', async () => {
    const database = await createPostgresDatabase('empty');
    const limits = {LSE_DB_STATEMENT_TIMEOUT: '150ms'};
    try {
      await whileHeld(
        `select pg_advisory_xact_lock(${0x6c7365})`,
        async () => {
          const {code, stderr} = await run(['db', 'migrate'], limits, database.url);
          expect(code).toBe(1);
          expect(stderr).toMatch(
            /Error: Another program is migrating .* When it is done, try again: lse db migrate\n$/,
          );
        },
        database.url,
      );
      expect(await run(['db', 'migrate'], {}, database.url)).toMatchObject({code: 0});
    } finally {
      await database.drop();
    }
  });
});
