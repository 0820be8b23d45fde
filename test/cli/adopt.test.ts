import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import type {Adoption} from '../../src/core/adoption.ts';
import {type DatabaseKind, databaseKinds} from '../support/backends.ts';
import {partitionOf, withoutDistribution} from '../support/citus.ts';
import {createForeignDatabase, type ForeignDatabase, type ForeignRow} from '../support/foreign-database.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {withPlainClient} from '../support/postgres.ts';
import {Roles, urlAs} from '../support/roles.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {documentOf, failingDocument, type TreeFiles, writeTree} from '../support/trace-tree.ts';

const DAY = '2025-09-13';
const NEXT_DAY = '2025-10-01';

let theirs: ForeignDatabase;

function lseOn(url: string, ...args: string[]): Promise<Outcome> {
  return lse(args, {LSE_DATABASE_URL: url});
}

const migrate = (...args: string[]): Promise<Outcome> => lseOn(theirs.url, 'db', 'migrate', ...args);

/** A row whose columns say what its document says. */
function rowOf(runId: string, data: object | string, other: Partial<ForeignRow> = {}): ForeignRow {
  return {project: 'p', run_date: DAY, run_id: runId, trace_id: runId, data, ...other};
}

const bareRun = (runId: string, members: object = {}): object => ({
  id: runId,
  name: 'zenrows_scraper',
  status: 'error',
  ...members,
});

async function receipt(...args: string[]): Promise<Adoption> {
  const {stdout} = await migrate('--adopt', '--json', ...args);
  return JSON.parse(stdout).adoption;
}

/** What the table holds, key by key. */
async function held(kind: DatabaseKind, table = 'runs'): Promise<object[]> {
  const date = kind === 'postgres' ? `to_char(run_date, 'YYYY-MM-DD')` : 'run_date';
  const order = kind === 'postgres' ? 'project collate "C", run_date, run_id collate "C"' : 'project, run_date, run_id';
  const data = kind === 'postgres' ? 'data::text' : 'data';
  const rows = await theirs.query<{data: string}>(
    `select project, ${date} as run_date, run_id, trace_id, ${data} as data from ${table} order by ${order}`,
  );
  return rows.map((row) => ({...row, data: JSON.parse(row.data)}));
}

describe.each(databaseKinds)('a table that another program made in %s', (kind) => {
  const json = kind === 'postgres' ? 'jsonb' : 'text';
  const PLAIN = `create table runs (project text, run_date ${kind === 'postgres' ? 'date' : 'text'}, run_id text unique, trace_id text, data ${json}, note text)`;

  beforeEach(async () => {
    theirs = await createForeignDatabase(kind);
  });
  afterEach(() => theirs.drop());

  it('is named with what it has, and is left alone, without --adopt', async () => {
    await theirs.execute(PLAIN);
    await theirs.insert('runs', [rowOf('1', failingDocument('1')), rowOf('2', bareRun('2'))]);
    const {code, stdout, stderr} = await migrate();
    expect({code, stdout}).toEqual({code: 1, stdout: ''});
    expect(stderr).toContain('another program made it');
    expect(stderr).toMatch(/It has 2 rows; the columns project text, run_date (date|text), run_id text, trace_id text/);
    expect(stderr).toContain('in data documents with metadata and trace and bare runs');
    expect(stderr).toContain('lse db migrate --adopt');
    expect(stderr).toContain('?table=runs');
    expect(await held(kind)).toHaveLength(2);
    if (kind === 'sqlite') expect(await theirs.query('pragma journal_mode')).toEqual([{journal_mode: 'delete'}]);
  });

  it('is named with what it lacks', async () => {
    await theirs.execute('create table runs (project text, data text)');
    const {stderr} = await migrate();
    expect(stderr).toContain('no column run_date, run_id, trace_id');
    expect(stderr).not.toContain('lse db migrate --adopt');
    expect(await migrate('--adopt')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no column run_date'),
    });
  });

  it('is taken over with all of its rows, and is as any other database then', async () => {
    await theirs.execute(PLAIN);
    await theirs.insert('runs', [
      rowOf('1', failingDocument('1', {inputs: {crypto_symbol: 'btc', input: 'https://h'}, n: 1})),
      rowOf('2', bareRun('2', {child_runs: []}), {trace_id: 't'}),
      rowOf('3', documentOf('3'), {run_date: NEXT_DAY}),
    ]);
    const {code, stdout, stderr} = await migrate('--adopt');
    expect({code, stderr: withoutDistribution(stderr)}).toEqual({code: 0, stderr: ''});
    expect(stdout).toContain(
      'Rows:       3\nTaken:      3 (1 of them a run alone, which is "trace" of its document now)\nOlder:      0\nUnusable:   0\n',
    );
    expect(stdout).toContain('The old table is runs_before_lse now');
    expect(stdout).toContain('Columns that stay there alone: note\n');
    expect(await held(kind)).toEqual([
      {
        project: 'p',
        run_date: DAY,
        run_id: '1',
        trace_id: '1',
        data: expect.objectContaining({metadata: {run_id: '1'}}),
      },
      {
        project: 'p',
        run_date: DAY,
        run_id: '2',
        trace_id: 't',
        data: {metadata: {adopted_from: 'runs_before_lse'}, trace: bareRun('2', {child_runs: []})},
      },
      {project: 'p', run_date: NEXT_DAY, run_id: '3', trace_id: '3', data: documentOf('3')},
    ]);
    expect(await held(kind, 'runs_before_lse')).toHaveLength(3);
    expect(await theirs.database.status()).toMatchObject({records: 3, traces: 3, missingIndexes: []});
    expect(await migrate()).toMatchObject({code: 0, stdout: expect.stringContaining('is up to date')});
    const report = await lseOn(theirs.url, 'report', 'zenrows-errors', '--date', DAY, '--backend', 'db');
    expect(report).toMatchObject({code: 0, stdout: expect.stringContaining(`${DAY},2,2,100.0%`), stderr: ''});
  });

  it('is the same as the tree that it came from, and a load of that finds it so', async () => {
    const files: TreeFiles = {
      [`p/${DAY}/1_1.json`]: failingDocument('1', {outputs: {n: 'x'}}),
      [`p/${DAY}/2_1.json`]: documentOf('2', {id: '2'}, {extracted_at: '2025-09-13T10:00:00Z'}),
    };
    await theirs.execute(PLAIN);
    await theirs.insert('runs', [
      rowOf('1', files[`p/${DAY}/1_1.json`] as object),
      rowOf('2', files[`p/${DAY}/2_1.json`] as object),
    ]);
    await withTemporaryDirectory(async (directory) => {
      await writeTree(directory, files);
      const on = (...args: string[]): Promise<Outcome> =>
        lse(args, {LSE_DATABASE_URL: theirs.url, LSE_DATA_DIR: directory});
      await on('db', 'migrate', '--adopt');
      expect(await on('db', 'verify')).toMatchObject({code: 0, stdout: expect.stringContaining('(2 of 2 records')});
      expect(await on('report', 'compare', '--date', DAY)).toMatchObject({code: 0});
      expect(await on('db', 'load')).toMatchObject({code: 0, stdout: expect.stringContaining('Inserted:   0\n')});
      expect(await on('db', 'verify')).toMatchObject({code: 0});
    });
  });

  it('keeps the newest of several rows of one key', async () => {
    await theirs.execute(PLAIN.replace(' unique', ''));
    const at = (extracted_at: string | null, n: number): object =>
      documentOf('1', {n}, extracted_at === null ? {} : {extracted_at});
    await theirs.insert('runs', [
      rowOf('1', at('2025-09-13T10:00:00Z', 1)),
      rowOf('1', at('2025-09-13T12:00:00+01:00', 2)),
      rowOf('1', at(null, 3)),
      rowOf('1', at('2025-09-13T10:59:59.9', 4), {project: 'q'}),
      rowOf('2', at('not a time', 5), {project: 'q'}),
      rowOf('2', at(null, 6), {project: 'q'}),
    ]);
    const adoption = await receipt();
    expect(adoption).toMatchObject({outcome: 'done', rows: 6, taken: 3, older: 3, unusable: 0});
    // Of two that are as new the one with the greater text counts, and `run_id` is greater than `extracted_at`.
    expect((await held(kind)).map((row) => (row as {data: {trace: {n: number}}}).data.trace.n)).toEqual([2, 4, 6]);
  });

  it('is refused for rows that cannot become records, each of which is named', async () => {
    await theirs.execute(PLAIN.replace(' unique', ''));
    await theirs.insert('runs', [
      rowOf('1', documentOf('1')),
      rowOf('2', documentOf('2'), {project: null}),
      rowOf('3', documentOf('3'), {project: '.hidden'}),
      rowOf('4', documentOf('4'), {run_date: null}),
      rowOf('5', documentOf('5'), {run_id: null}),
      rowOf('6', documentOf('6'), {trace_id: ''}),
      rowOf('x'.repeat(513), documentOf('7')),
      rowOf('8', {metadata: {}, trace: [1]}),
      rowOf('9', {id: '9'}),
      rowOf('10', '[]'),
      {...rowOf('11', ''), data: null},
    ]);
    const refused = await migrate('--adopt');
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain('Nothing was changed. Unusable rows are in the way');
    expect(refused.stdout).toContain('Rows:       11\nTaken:      1\nOlder:      0\nUnusable:   10');
    for (const reason of [
      'project is null',
      'project begins with a dot or an underscore',
      'run_date is null',
      'run_id is null',
      'trace_id is empty',
      'run_id is 513 bytes long',
      '"trace" in data is not an object',
      'data has neither an object in "trace" nor what a run has',
      'data is not a JSON object',
      'data is null',
    ]) {
      expect(refused.stdout).toContain(`1 row: ${reason}`);
    }
    expect(refused.stdout).toContain(`  p/${DAY}/9: data has neither`);
    expect(refused.stderr).toContain('Error: The table was not taken over');
    expect(await held(kind)).toHaveLength(11);
    await expect(theirs.query('select 1 from lse_migrations')).rejects.toThrow();
    await expect(theirs.query('select 1 from runs_before_lse')).rejects.toThrow();

    const dry = await migrate('--adopt', '--dry-run', '--skip-unusable');
    expect(dry).toMatchObject({code: 0, stderr: ''});
    expect(dry.stdout).toContain('Nothing was changed. This would take over');
    expect(await held(kind)).toHaveLength(11);

    expect(await receipt('--skip-unusable')).toMatchObject({outcome: 'done', rows: 11, taken: 1, unusable: 10});
    expect(await held(kind)).toHaveLength(1);
    expect(await held(kind, 'runs_before_lse')).toHaveLength(11);
  });

  it('shows what its rows say tamely', async () => {
    await theirs.execute(PLAIN.replace('note', '"no\u001b[2Jte"'));
    await theirs.insert('runs', [rowOf('9\u001b[31m', {id: '9'}, {project: 'p\u2028/q'})]);
    const {stdout} = await migrate('--adopt', '--dry-run');
    expect(stdout).toContain(`p\\u2028/q/${DAY}/9\\u001b[31m: project holds a slash`);
    expect(stdout).toContain('no\\u001b[2Jte');
    expect((await migrate()).stderr).toContain('no\\u001b[2Jte');
  });

  it('is refused by a dry run with the code of a refusal', async () => {
    await theirs.execute(PLAIN);
    await theirs.insert('runs', [rowOf('9', {id: '9'})]);
    expect(await migrate('--adopt', '--dry-run')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('Unusable:   1'),
    });
  });

  it('is empty as well as full, and is taken over once', async () => {
    await theirs.execute(PLAIN);
    expect(await receipt()).toMatchObject({outcome: 'done', rows: 0, taken: 0});
    const again = await migrate('--adopt');
    expect(again).toMatchObject({code: 0, stderr: expect.stringContaining('nothing was taken over')});
    expect(await theirs.database.status()).toMatchObject({records: 0});
  });

  it('is nothing where there is none: the schema is made', async () => {
    await theirs.execute('create table unrelated (a integer)');
    expect(await migrate('--adopt')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Applied migration 1: runs'),
    });
  });

  it('keeps characters that only its own type keeps, and every digit', async () => {
    await theirs.execute(PLAIN.replace('jsonb', 'json'));
    await theirs.insert('runs', [
      rowOf(
        '1',
        `{"metadata": {}, "trace": {"id": "1", "x": "a\\u0000b\\ud800", "n": 0.1000000000000000055, "n": 12345678901234567890.50}}`,
      ),
    ]);
    expect(await receipt()).toMatchObject({taken: 1, unusable: 0});
    const [row] = await theirs.query<{raw: string; data: string}>(
      `select raw, ${kind === 'postgres' ? 'data::text' : 'data'} as data from runs`,
    );
    expect(row?.raw).toContain('a\\u0000b\\ud800');
    expect(JSON.parse(row?.data ?? '')).toMatchObject({trace: {x: 'a\ufffdb\ufffd'}});
    expect(row?.data).toContain('12345678901234567890.5');
  });

  it('goes on with what is attached to it, which is said', async () => {
    await theirs.execute(`${PLAIN}; create view failing as select run_id from runs where run_id <> ''`);
    await theirs.insert('runs', [rowOf('1', documentOf('1'))]);
    const {attached} = await receipt();
    expect(attached).toContain('the view failing');
    expect(await theirs.query('select run_id from failing')).toEqual([{run_id: '1'}]);
    await theirs.execute(`delete from runs`);
    expect(await theirs.query('select run_id from failing')).toEqual([{run_id: '1'}]);
  });

  it('is refused where something has the name that it would get', async () => {
    await theirs.execute(`${PLAIN}; create table runs_before_lse (a integer)`);
    const {code, stderr} = await migrate('--adopt');
    expect(code).toBe(1);
    expect(stderr).toContain('runs_before_lse');
    expect(await held(kind)).toEqual([]);
  });

  it('is refused where it is a view', async () => {
    await theirs.execute(
      `${PLAIN.replace('table runs', 'table others')}; create view runs as select project, run_date, run_id, trace_id, data from others`,
    );
    expect(await migrate('--adopt')).toMatchObject({code: 1, stderr: expect.stringContaining('it is a view')});
  });
});

describe('a table that another program made in PostgreSQL', () => {
  beforeEach(async () => {
    theirs = await createForeignDatabase('postgres');
  });
  afterEach(() => theirs.drop());

  const TABLE =
    'create table runs (id serial primary key, project varchar(40), run_date text, run_id uuid, trace_id char(36), data json)';
  const UUID = '7c9e6679-7425-40de-944b-e07fc1f90ae7';

  it('may have other types, and keeps its indexes, constraints, sequences, triggers and rights', async () => {
    await theirs.execute(`${TABLE};
      create unique index runs_by_trace on runs (run_id); create index elsewhere on runs (project);
      create table notes (run integer references runs (id));
      create function others_log() returns trigger language plpgsql as $$ begin return new; end $$;
      create trigger runs_clear_raw before update on runs for each row execute function others_log();
      grant select on runs to public`);
    await theirs.insert('runs', [
      rowOf(UUID, bareRun(UUID), {trace_id: UUID}),
      rowOf(UUID.replace('7', '8'), documentOf('b'), {run_date: '13.9.2025'}),
    ]);
    expect(await receipt()).toMatchObject({
      outcome: 'refused',
      unusable: 1,
      reasons: [{reason: 'run_date is no date as YYYY-MM-DD', rows: 1}],
    });
    await theirs.execute(`delete from runs where run_date = '13.9.2025'`);
    expect(await receipt()).toMatchObject({
      outcome: 'done',
      taken: 1,
      bareRuns: 1,
      otherColumns: ['id'],
      attached: ['the foreign key notes_run_fkey of notes', 'the trigger runs_clear_raw'],
      roles: ['public'],
    });
    expect(
      await theirs.query(
        `select indexrelid::regclass::text as name from pg_index where indrelid = 'runs_before_lse'::regclass order by name`,
      ),
    ).toEqual([{name: 'elsewhere'}, {name: 'runs_before_lse_by_trace'}, {name: 'runs_before_lse_pkey'}]);
    await theirs.execute(
      `insert into runs_before_lse (project) values ('x'); insert into notes select max(id) from runs_before_lse`,
    );
    expect(await theirs.query(`select has_table_privilege('public', 'runs_before_lse', 'select') as may`)).toEqual([
      {may: true},
    ]);
    const placed = await theirs.query<{place: string}>(`select tableoid::regclass::text as place, run_id from runs`);
    expect(placed).toEqual([{place: expect.any(String), run_id: UUID}]);
    expect(placed.map(({place}) => partitionOf(place))).toEqual(['runs_2025_09']);
    expect(await migrate()).toMatchObject({code: 0});
  });

  it.each([
    ['timestamptz', 'timestamp with time zone, and which date a moment belongs to'],
    ['timestamp', 'timestamp without time zone, and which date a moment belongs to'],
    ['integer', 'the column run_date is integer, not date or text'],
  ])('is refused with a run_date of type %s', async (type, reason) => {
    await theirs.execute(TABLE.replace('run_date text', `run_date ${type}`));
    expect(await migrate('--adopt')).toMatchObject({code: 1, stderr: expect.stringContaining(reason)});
  });

  it.each([
    [
      'partitioned',
      'create table runs (project text, run_date date, run_id text, trace_id text, data jsonb) partition by range (run_date)',
      'it is partitioned',
    ],
    ['inherited', `${TABLE}; create table older () inherits (runs)`, 'it inherits'],
    [
      'in another schema',
      `create schema first; create schema second; ${TABLE.replace('runs', 'second.runs')}`,
      'it is in the schema second, and new tables are made in first',
    ],
  ])('is refused where it is %s', async (_, sql, reason) => {
    await theirs.execute(sql);
    const url = reason.includes('second')
      ? `${theirs.url}?options=${encodeURIComponent('-c search_path=first,second')}`
      : theirs.url;
    expect(await lseOn(url, 'db', 'migrate', '--adopt')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(reason),
    });
  });

  it('is taken over in a schema with an odd name', async () => {
    await theirs.execute(`create schema "O""dd"; ${TABLE.replace('runs', '"O""dd".runs')}`);
    await theirs.insert('"O""dd".runs', [rowOf(UUID, bareRun(UUID), {trace_id: UUID})]);
    const url = `${theirs.url}?schema=${encodeURIComponent('O"dd')}`;
    expect(await lseOn(url, 'db', 'migrate', '--adopt')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Taken:      1'),
    });
    expect(await lseOn(url, 'db', 'status')).toMatchObject({code: 0});
  });

  it('is for its owner, and for who may make tables', async () => {
    const roles = new Roles();
    const [stranger, owner] = [await roles.create('stranger'), await roles.create('owner')];
    await theirs.execute(`${TABLE}; grant select on runs to ${stranger}`);
    expect(await lseOn(urlAs(theirs.url, stranger), 'db', 'migrate', '--adopt')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('who owns the table runs'),
    });
    await theirs.execute(`revoke create on schema public from public; alter table runs owner to ${owner}`);
    const refused = await lseOn(urlAs(theirs.url, owner), 'db', 'migrate', '--adopt');
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`grant create on schema "public" to ${owner}`),
    });
    await theirs.execute(`grant create on schema public to ${owner}`);
    expect(await lseOn(urlAs(theirs.url, owner), 'db', 'migrate', '--adopt')).toMatchObject({code: 0});
    await theirs.drop();
    await roles.drop();
    theirs = await createForeignDatabase('postgres');
  });

  it('waits for nobody for long: whoever holds the table keeps it from being taken over', async () => {
    await theirs.execute(TABLE);
    await withPlainClient(theirs.url, async (client) => {
      await client.query('begin; lock table runs in row exclusive mode');
      const {code, stderr} = await migrate('--adopt');
      expect({code, stderr}).toEqual({
        code: 1,
        stderr: expect.stringContaining('Another program holds the table runs'),
      });
      expect(stderr).toContain('lse db migrate --adopt');
      await client.query('rollback');
    });
    expect(await migrate('--adopt')).toMatchObject({code: 0});
  });

  it('is left as it was where something has a name that lse needs', async () => {
    await theirs.execute(`${TABLE}; create table runs_default (a integer)`);
    expect(await migrate('--adopt')).toMatchObject({code: 1, stderr: expect.stringContaining('a name that lse needs')});
    expect(await theirs.query('select id from runs')).toEqual([]);
  });
});
