import {randomBytes} from 'node:crypto';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {Backends} from '../support/backends.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {withPlainClient} from '../support/postgres.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13';
const role = `lse_test_reader_${randomBytes(8).toString('hex')}`;

let backends: Backends;
let replica: string;

/** As a replica lets in whoever reads there: nothing can be written, not even with the rights for it, and there are none. */
beforeAll(async () => {
  backends = await Backends.create();
  await backends.useTree({
    [`a/${DAY}/1.json`]: failingDocument('1'),
    [`a/${DAY}/2.json`]: documentOf('2'),
    'b/2025-10-01/3.json': failingDocument('3', {error: 'a\u0000b'}),
  });
  await backends.load('postgres');
  const database = new URL(backends.urls.postgres).pathname.slice(1);
  await backends.execute(
    'postgres',
    `create role ${role} login password 'reader';
     alter role ${role} set default_transaction_read_only = on;
     grant select on runs, lse_migrations to ${role};
     revoke temporary on database ${database} from public;
     do $$
     declare
       locking regprocedure;
     begin
       for locking in select oid::regprocedure from pg_proc where proname ~ '^pg_(try_)?advisory' loop
         execute format('revoke execute on function %s from public', locking);
       end loop;
     end
     $$`,
  );
  const url = new URL(backends.urls.postgres);
  [url.username, url.password] = [role, 'reader'];
  replica = url.href;
});

afterAll(async () => {
  await backends.destroy();
  await withPlainClient(process.env.LSE_TEST_SERVER_URL ?? '', (client) => client.query(`drop role ${role}`));
});

describe('a PostgreSQL that can only be read', () => {
  const run = (...args: string[]): Promise<Outcome> =>
    lse(args, {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: replica});

  it('is one', async () => {
    await withPlainClient(replica, async (client) => {
      await expect(client.query('create temporary table t (a integer)')).rejects.toMatchObject({code: '25006'});
      await client.query('set transaction_read_only = off; set default_transaction_read_only = off');
      await expect(client.query('create temporary table t (a integer)')).rejects.toMatchObject({code: '42501'});
      await expect(client.query('select pg_advisory_xact_lock(1)')).rejects.toMatchObject({code: '42501'});
      await expect(client.query('delete from runs')).rejects.toMatchObject({code: '42501'});
    });
  });

  it('answers the reports as the files do', async () => {
    for (const report of [
      ['zenrows-errors', '--from', DAY, '--to', '2025-10-01'],
      ['zenrows-errors', '--date', DAY, '--project', 'a'],
      ['zenrows-detail', '--date', DAY],
      ['zenrows-detail', '--date', '2025-10-01', '--format', 'json'],
    ]) {
      const answer = await run('report', ...report, '--backend', 'db');
      expect(answer).toMatchObject({code: 0, stderr: ''});
      expect(answer).toEqual(await run('report', ...report, '--backend', 'file'));
    }
  });

  it('is compared and verified, says what is in it, is exported, and what would be pruned', async () => {
    expect(await run('report', 'compare', '--all-dates', '--all-projects')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^The same: .*\n$/),
    });
    expect(await run('db', 'verify')).toMatchObject({code: 0, stderr: expect.stringMatching(/^The same: .*\n$/)});
    expect(JSON.parse((await run('db', 'status', '--json')).stdout)).toMatchObject({schemaVersion: 6, records: 3});
    await withTemporaryDirectory(async (directory) => {
      const out = join(directory, 'out');
      expect(await run('db', 'export', '--out', out)).toMatchObject({code: 0, stdout: `Wrote 3 files to ${out}.\n`});
    });
    expect((await run('db', 'prune', '--before', DAY)).stdout).toMatch(/^Nothing to prune/);
    expect((await run('db', 'prune', '--before', '2025-10-01')).stdout).toMatch(/^Would delete: 2 rows/);
  });

  it('refuses what would change it, with a clear error', async () => {
    for (const args of [['load'], ['prune', '--before', '2025-10-01', '--apply'], ['indexes', 'drop']]) {
      const {code, stderr} = await run('db', ...args);
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^Error: The role \S+ may not (write all projects|write the project 'a'|drop the indexes) of .* (Ask|Connect as) \S+/,
      );
    }
    expect(await run('db', 'verify')).toMatchObject({code: 0});
  });
});
