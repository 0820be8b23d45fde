import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {Backends, databaseKinds} from '../support/backends.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13';

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

describe.each(databaseKinds)('lse db indexes on %s', (kind) => {
  beforeAll(async () => {
    await backends.useTree({
      [`a/${DAY}/1.json`]: failingDocument('1'),
      [`a/${DAY}/2.json`]: documentOf('2', {trace_id: '1', inputs: {crypto_symbol: 'btc'}}),
      [`b/${DAY}/3.json`]: failingDocument('3'),
      'b/2025-10-14/4.json': documentOf('4'),
    });
    await backends.load(kind);
  });

  const run = (...args: string[]): Promise<Outcome> =>
    lse(args, {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: backends.urls[kind], LSE_REPORT_BACKEND: 'db'});

  /** All that the database is asked. */
  async function answers(): Promise<Outcome[]> {
    const range = ['--from', DAY, '--to', '2025-10-14'];
    const outcomes = [];
    for (const args of [
      ['report', 'zenrows-errors', ...range],
      ['report', 'zenrows-errors', ...range, '--project', 'a'],
      ['report', 'zenrows-detail', '--date', DAY],
      ['report', 'zenrows-detail', '--date', DAY, '--project', 'b', '--format', 'json'],
      ['db', 'verify'],
    ]) {
      outcomes.push(await run(...args));
    }
    return outcomes;
  }

  const indexes = async (): Promise<string[]> => {
    const sql =
      kind === 'postgres'
        ? `select indexname as name from pg_indexes where tablename = 'runs' order by name`
        : `select name from sqlite_schema where type = 'index' and tbl_name = 'runs' order by name`;
    return (await backends.query<{name: string}>(kind, sql)).map(({name}) => name);
  };
  const key = kind === 'postgres' ? 'runs_pkey' : 'sqlite_autoindex_runs_1';

  const names = ['runs_by_trace', 'runs_failing', ...(kind === 'sqlite' ? ['runs_brief'] : [])];
  const each = (change: string): string => names.map((name) => `${name.padEnd(13)} ${change}\n`).join('');

  it('drops and creates them, while everything is answered as before', async () => {
    const before = await answers();
    expect(before.map(({code}) => code)).toEqual([0, 0, 0, 0, 0]);
    expect(before[1]?.stdout).toContain(`${DAY},1,1,100.0%\n`);

    expect(await run('db', 'indexes', 'drop')).toEqual({
      code: 0,
      stdout: each('dropped'),
      stderr: '',
    });
    expect(await indexes()).toEqual([key]);
    expect(await answers()).toEqual(before);
    expect(JSON.parse((await run('db', 'status', '--json')).stdout)).toMatchObject({records: 4, traces: 3});

    expect(await run('db', 'indexes', 'create')).toEqual({
      code: 0,
      stdout: each('created'),
      stderr: '',
    });
    expect(await indexes()).toEqual([key, ...names].sort());
    expect(await answers()).toEqual(before);
  });

  it('loads without them, also a month that has no partition yet, and creates them for all', async () => {
    await run('db', 'indexes', 'drop');
    await backends.useTree({'c/2026-01-02/5.json': failingDocument('5')});
    expect(await backends.load(kind)).toMatchObject({inserted: 1});
    await run('db', 'indexes', 'create');
    if (kind === 'postgres') {
      const [row] = await backends.query<{number: string}>(
        kind,
        `select count(*)::text as number from pg_indexes where tablename = 'runs_2026_01'`,
      );
      expect(row?.number).toBe('3');
    }
    expect((await run('report', 'zenrows-errors', '--date', '2026-01-02', '--project', 'c')).stdout).toContain(
      '2026-01-02,1,1,100.0%\n',
    );
  });

  it('says what it finds done, and does what is left', async () => {
    expect(await run('db', 'indexes', 'create')).toMatchObject({
      code: 0,
      stdout: each('was there'),
    });
    await backends.execute(kind, 'drop index runs_failing');
    expect(JSON.parse((await run('db', 'indexes', 'drop', '--json')).stdout)).toEqual({
      location: expect.stringContaining(kind),
      indexes: [
        {name: 'runs_by_trace', changed: true},
        {name: 'runs_failing', changed: false},
        ...names.slice(2).map((name) => ({name, changed: true})),
      ],
    });
    expect((await run('db', 'indexes', 'drop')).stdout).toBe(each('was not there'));
    expect(await run('db', 'indexes', 'create')).toMatchObject({code: 0});
    expect(await indexes()).toHaveLength(1 + names.length);
  });
});
