import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import pg from 'pg';
import {Backends} from '../support/backends.ts';
import {withoutDistribution} from '../support/citus.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {type Pooler, pgbouncerProgram, startPgbouncer} from '../support/pgbouncer.ts';
import {createPostgresDatabase, type TestDatabase} from '../support/postgres.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13';
const program = pgbouncerProgram();
// CI installs it, so that there it cannot be passed over.
const isWanted = program !== null || process.env.CI !== undefined;
const reason = isWanted ? '' : ' (left out: no pgbouncer on this machine)';

let backends: Backends;
let database: TestDatabase;
let pooler: Pooler;
let neighbours: Neighbours;

/** The pool's other users: short transactions, and settings that they leave behind on the server's connections. */
class Neighbours {
  #isOver = false;
  readonly #running: Promise<void>[];

  constructor(url: string) {
    this.#running = Array.from({length: 4}, (_, n) => this.#run(url, n));
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#running);
  }

  async #run(url: string, number: number): Promise<void> {
    const client = new pg.Client({connectionString: url});
    await client.connect();
    const left = [
      'array_nulls = off',
      `DateStyle = 'German'`,
      `TimeZone = 'Asia/Kathmandu'`,
      'quote_all_identifiers = on',
    ];
    await client.query(`set ${left[number % left.length]}`);
    while (!this.#isOver) {
      await client.query('select pg_sleep(0.003)');
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await client.end();
  }
}

(isWanted ? describe : describe.skip)(`behind a pooler in transaction mode, with busy neighbours${reason}`, () => {
  beforeAll(async () => {
    if (program === null) throw new Error('There is no pgbouncer; install it with: apt-get install pgbouncer');
    backends = await Backends.create();
    await backends.useTree({
      [`a/${DAY}/1.json`]: failingDocument('1', {error: 'NULL', inputs: {crypto_symbol: 'null'}}),
      [`a/${DAY}/2.json`]: documentOf('2', {error: 'a\u0000b\\'}),
      'b/2025-10-01/3.json': failingDocument('3', {trace_id: 'NULL', error: "back\\slash 'quote'"}),
      'b/2025-10-01/NULL.json': documentOf('NULL', {}),
    });
    database = await createPostgresDatabase('empty');
    pooler = await startPgbouncer(program, database.url);
    neighbours = new Neighbours(pooler.url);
  });

  afterAll(async () => {
    await neighbours?.end();
    await pooler?.stop();
    await database?.drop();
    await backends?.destroy();
  });

  const run = (...args: string[]): Promise<Outcome> =>
    lse(args, {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: pooler.url});
  const right = {code: 0, stderr: ''};
  const theSame = {code: 0, stderr: expect.stringMatching(/^The same: .*\n$/)};

  it('migrates and loads, time after time', async () => {
    const migrated = await run('db', 'migrate');
    expect({...migrated, stderr: withoutDistribution(migrated.stderr)}).toMatchObject(right);
    expect(await run('db', 'load')).toMatchObject({...right, stdout: expect.stringContaining('Inserted:   4\n')});
    for (let times = 0; times < 6; times += 1) {
      expect(await run('db', 'load', '--reread')).toMatchObject({
        ...right,
        stdout: 'Nothing new: 4 files unchanged\n',
      });
    }
  });

  it('reports as the files do', async () => {
    for (const report of [
      ['zenrows-errors', '--from', DAY, '--to', '2025-10-01'],
      ['zenrows-detail', '--date', DAY],
      ['zenrows-detail', '--date', '2025-10-01', '--format', 'json'],
    ]) {
      const fromFiles = await run('report', ...report, '--backend', 'file');
      expect(await run('report', ...report, '--backend', 'db')).toEqual(fromFiles);
    }
  });

  it('reads a table that lse does not own as it reads its own', async () => {
    const table = {LSE_DATABASE_URL: `${pooler.url}?table=public.runs`, LSE_DATA_DIR: backends.dataDir};
    const report = ['report', 'zenrows-errors', '--from', DAY, '--to', '2025-10-01', '--backend', 'db'];
    for (let times = 0; times < 4; times += 1) {
      expect((await lse(report, table)).stdout).toBe((await run(...report)).stdout);
    }
  });

  it('compares, verifies, says what there is and exports', async () => {
    expect(await run('report', 'compare', '--all-dates', '--all-projects')).toMatchObject(theSame);
    expect(await run('db', 'verify')).toMatchObject(theSame);
    expect(await run('db', 'status')).toMatchObject(right);
    await withTemporaryDirectory(async (directory) => {
      expect(await run('db', 'export', '--out', join(directory, 'out'))).toMatchObject(right);
      expect(
        (await readdir(join(directory, 'out'), {recursive: true})).filter((name) => /json$/.test(name)),
      ).toHaveLength(4);
    });
  });

  it('repairs, changes indexes and prunes', async () => {
    const client = new pg.Client({connectionString: database.url});
    await client.connect();
    await client.query(`update runs set data = '{"trace": {}}' where run_id = '1'`);
    await client.end();
    expect(await run('db', 'verify')).toMatchObject({code: 1});
    expect(await run('db', 'repair', '--apply')).toMatchObject(right);
    expect(await run('db', 'verify')).toMatchObject(theSame);
    expect(await run('db', 'indexes', 'drop')).toMatchObject(right);
    expect(await run('db', 'indexes', 'create')).toMatchObject(right);
    const dry = await run('db', 'prune', '--before', '2025-10-01');
    expect(dry).toMatchObject({...right, stdout: expect.stringMatching(/runs_2025_09\b/)});
    expect(await run('db', 'prune', '--before', '2025-10-01', '--apply')).toMatchObject(right);
    expect((await run('db', 'status')).stdout).toMatch(/Rows: +2\n/);
  });
});
