import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {onOneServer, partitionOf} from '../support/citus.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {withPlainClient} from '../support/postgres.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const BEFORE = '2025-09-15';
const EVERYTHING = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'b1', 'b2', 'plain'];

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
  await backends.useTree({
    'a/2025-07-30/1.json': failingDocument('a1'),
    'a/2025-08-01/2.json': documentOf('a2'),
    'a/2025-08-31/3.json': documentOf('a3'),
    'a/2025-09-14/4.json': failingDocument('a4'),
    'a/2025-09-15/5.json': failingDocument('a5'),
    'a/2025-10-01/6.json': documentOf('a6'),
    'b/2025-08-31/1.json': documentOf('b1'),
    'b/2025-09-15/2.json': documentOf('b2'),
  });
});

afterAll(() => backends.destroy());

const prune = (kind: 'sqlite' | 'postgres', ...args: string[]): Promise<Outcome> =>
  lse(['db', 'prune', ...args], {LSE_DATABASE_URL: backends.urls[kind]});

async function runIds(kind: 'sqlite' | 'postgres'): Promise<string[]> {
  const rows = await backends.query<{run_id: string}>(kind, 'select run_id from runs order by run_id');
  return rows.map((row) => row.run_id);
}

/** The partitions beside the default one, with a row each or without. */
async function partitions(): Promise<string[]> {
  const rows = await backends.query<{name: string}>(
    'postgres',
    `select relid::regclass::text as name from pg_partition_tree('runs')
     where isleaf and relid <> 'runs_default'::regclass order by name`,
  );
  return rows.map(({name}) => name);
}

/** The loaded tree, and a row of another program in a month of its own. */
async function fill(kind: 'sqlite' | 'postgres'): Promise<void> {
  await backends.empty(kind);
  await backends.load(kind);
  await backends.execute(
    kind,
    `insert into runs (project, run_date, run_id, trace_id, data) values ('b', '2024-02-03', 'plain', 'plain', '{}')`,
  );
}

describe.each(databaseKinds)('lse db prune on %s', (kind) => {
  beforeEach(() => fill(kind));

  it('says by month and project what would go, and changes nothing', async () => {
    const table = (name: string): string => (kind === 'postgres' ? name : 'runs');
    const drop = kind === 'postgres' ? 'drop  ' : 'delete';
    const before = kind === 'postgres' ? await partitions() : [];
    expect(await prune(kind, '--before', BEFORE)).toEqual({
      code: 0,
      stdout: [
        'Would delete: 6 rows before 2025-09-15',
        `  delete  ${table('runs_default')} 2024-02 b: 1 row on 2024-02-03`,
        `  ${drop}  ${table('runs_2025_07')} 2025-07 a: 1 row on 2025-07-30`,
        `  ${drop}  ${table('runs_2025_08')} 2025-08 a: 2 rows from 2025-08-01 to 2025-08-31`,
        `  ${drop}  ${table('runs_2025_08')} 2025-08 b: 1 row on 2025-08-31`,
        `  delete  ${table('runs_2025_09')} 2025-09 a: 1 row on 2025-09-14`,
        'Nothing was changed. Do it with --apply.',
        '',
      ].join('\n'),
      stderr: '',
    });
    expect(await runIds(kind)).toEqual(EVERYTHING);
    if (kind === 'postgres') expect(await partitions()).toEqual(before);
  });

  it('deletes what is before the date, and nothing else', async () => {
    const {code, stdout} = await prune(kind, '--before', BEFORE, '--apply');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Deleted: 6 rows before 2025-09-15\n/);
    expect(stdout).not.toContain('--apply');
    expect(await runIds(kind)).toEqual(['a5', 'a6', 'b2']);
    expect((await prune(kind, '--before', BEFORE, '--apply')).stdout).toMatch(
      /^Nothing to prune: (sqlite|postgres):.* has no rows before 2025-09-15\.\n$/,
    );
  });

  it('leaves reports right, and a later load brings a month back', async () => {
    await prune(kind, '--before', BEFORE, '--apply');
    const environment = {LSE_DATABASE_URL: backends.urls[kind], LSE_DATA_DIR: backends.dataDir};
    const report = (): Promise<Outcome> =>
      lse(['report', 'zenrows-errors', '--backend', 'db', '--from', '2025-09-14', '--to', '2025-09-15'], environment);
    expect((await report()).stdout).toBe(
      'Date,Total Traces,Zenrows Errors,Error Rate\n2025-09-14,0,0,0.0%\n2025-09-15,2,1,50.0%\n',
    );
    const august = {project: null, from: '2025-08-01' as CalendarDate, to: '2025-08-31' as CalendarDate};
    expect(await backends.load(kind, august)).toMatchObject({inserted: 3, updated: 0});
    expect(await runIds(kind)).toEqual(['a2', 'a3', 'a5', 'a6', 'b1', 'b2']);
    const compare = ['report', 'compare', '--from', '2025-08-01', '--to', '2025-08-31', '--all-projects'];
    expect(await lse(compare, environment)).toMatchObject({code: 0});
    if (kind === 'postgres') {
      const rows = await backends.query<{place: string}>(
        'postgres',
        'select tableoid::regclass::text as place from runs',
      );
      const places = new Set(rows.map(({place}) => partitionOf(place)));
      expect([...places].sort()).toEqual(['runs_2025_08', 'runs_2025_09', 'runs_2025_10']);
    }
  });

  it('leaves the other projects alone where one is named', async () => {
    const before = kind === 'postgres' ? await partitions() : [];
    const {stdout} = await prune(kind, '--before', BEFORE, '--project', 'b', '--apply');
    expect(stdout).toMatch(/^Deleted: 2 rows before 2025-09-15 of project 'b'\n/);
    expect(stdout).not.toContain('drop');
    expect(await runIds(kind)).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'b2']);
    if (kind === 'postgres') expect(await partitions()).toEqual(before);
    expect(await prune(kind, '--before', BEFORE, '--project', 'nope', '--apply')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`has no rows before 2025-09-15 of project 'nope'.`),
    });
  });

  it('prints JSON', async () => {
    const {stdout} = await prune(kind, '--before', '2025-09-01', '--project', 'a', '--json');
    const [table8, table7] = kind === 'postgres' ? ['runs_2025_08', 'runs_2025_07'] : ['runs', 'runs'];
    expect(JSON.parse(stdout)).toEqual({
      location: expect.stringContaining(kind),
      before: '2025-09-01',
      project: 'a',
      applied: false,
      records: 3,
      tables: [],
      parts: [
        part(table7, '2025-07', 1, '2025-07-30', '2025-07-30'),
        part(table8, '2025-08', 2, '2025-08-01', '2025-08-31'),
      ],
    });
  });

  it('refuses a date that is none, none at all, one in the future, and no project', async () => {
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const today = new Date().toISOString().slice(0, 10);
    for (const [args, message] of [
      [['--before', '2025-13-01'], /^Error: Invalid date format '2025-13-01'\. Expected YYYY-MM-DD\.\n$/],
      [[], /^Error: .*before.*\n$/],
      [['--before', tomorrow], /^Error: --before \S+ is in the future; today is \S+ in UTC\. .*lse db prune --before/],
      [['--before', BEFORE, '--project', '../a'], /^Error: Illegal project name/],
    ] as [string[], RegExp][]) {
      const {code, stdout, stderr} = await prune(kind, ...args, '--apply');
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(message);
    }
    expect(await runIds(kind)).toEqual(EVERYTHING);
    expect(await prune(kind, '--before', today)).toMatchObject({code: 0});
  });
});

type Reference = [table: string, what: string, runId: string, date: string, reason: string];

function part(table: string | undefined, month: string, records: number, firstDate: string, lastDate: string): object {
  return {table, way: 'delete', month, project: 'a', records, firstDate, lastDate};
}

describe('the partitions of PostgreSQL', () => {
  beforeEach(() => fill('postgres'));

  it('go as a whole where they lie wholly before the date, those of the year 9999 never', async () => {
    await backends.execute('postgres', `select lse_ensure_partition('9999-12-01'), lse_ensure_partition('0001-01-01')`);
    const {stdout} = await prune('postgres', '--before', '2025-09-01', '--apply');
    expect(stdout).toContain('  drop    runs_0001_01 (empty)\n');
    expect(await partitions()).toEqual(['runs_2025_09', 'runs_2025_10', 'runs_9999_12']);
    const left = await backends.query('postgres', `select to_regclass('runs_2025_08') as name`);
    expect(left).toEqual([{name: null}]);
  });

  it('go where their names need quotes and their ranges are no months', async () => {
    await backends.execute(
      'postgres',
      `create table "Year ""2023""" partition of runs for values from ('2023-01-01') to ('2024-01-01');
       insert into runs (project, run_date, run_id, trace_id, data) values ('b', '2023-05-06', 'old', 'old', '{}')`,
    );
    const {stdout} = await prune('postgres', '--before', '2024-01-01', '--apply');
    expect(stdout).toBe('Deleted: 1 row before 2024-01-01\n  drop    "Year ""2023""" 2023-05 b: 1 row on 2023-05-06\n');
    expect(await runIds('postgres')).toEqual(EVERYTHING);
  });

  it('go whatever the style in which the server writes dates', async () => {
    const url = `${backends.urls.postgres}?options=${encodeURIComponent('-c datestyle=SQL,DMY')}`;
    const {stdout} = await lse(['db', 'prune', '--before', '2025-09-10'], {LSE_DATABASE_URL: url});
    expect(stdout).toContain('  drop    runs_2025_08 2025-08 b: 1 row on 2025-08-31\n');
    expect(stdout).not.toContain('runs_2025_09');
  });

  it('stay under a clear error where another program holds the table', async () => {
    const before = await partitions();
    await withPlainClient(backends.urls.postgres, async (client) => {
      await client.query('begin');
      await client.query('select count(*) from runs');
      const {code, stderr} = await prune('postgres', '--before', BEFORE, '--apply');
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^Error: Another program holds the table runs of postgres.* \(canceling statement due to lock timeout\); nothing was changed\. When it is done, try again: lse db prune --before 2025-09-15 --apply\n$/,
      );
      await client.query('rollback');
    });
    expect(await partitions()).toEqual(before);
    expect(await runIds('postgres')).toEqual(EVERYTHING);
  });

  const toPartition: Reference[] = [
    ['runs_2025_08', 'a partition itself', 'a3', '2025-08-31', 'cannot drop table runs_2025_08'],
  ];
  const toRuns: Reference[] = [
    ['runs', 'a row of a partition', 'a3', '2025-08-31', 'removing partition'],
    ['runs', 'a row that goes alone', 'plain', '2024-02-03', 'violates foreign key constraint'],
  ];
  const title = 'stay under a clear error where a foreign key to %s refers to %s';
  it.each(toPartition)(title, staysReferred);
  // The foreign key of a table of the coordinator keeps no row of another node from being deleted.
  onOneServer(it).each(toRuns)(title, staysReferred);

  async function staysReferred(table: string, _: string, runId: string, date: string, reason: string): Promise<void> {
    const project = runId === 'plain' ? 'b' : 'a';
    await backends.execute(
      'postgres',
      `create table judgements (project text, run_date date, run_id text,
         foreign key (project, run_date, run_id) references ${table});
       insert into judgements values ('${project}', '${date}', '${runId}')`,
    );
    const before = await partitions();
    try {
      const {code, stderr} = await prune('postgres', '--before', BEFORE, '--apply');
      expect(code).toBe(1);
      expect(stderr).toContain(reason);
      expect(stderr).toMatch(/^Error: Something refers to what would go .*judgements.*; nothing was changed\. .*\n$/);
      expect(await runIds('postgres')).toEqual(EVERYTHING);
      expect(await partitions()).toEqual(before);
    } finally {
      await backends.execute('postgres', 'drop table judgements');
    }
  }
});
