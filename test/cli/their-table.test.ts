import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import type {VerificationDocument} from '../../src/compare/formats/documents/verification.ts';
import {Backends, type DatabaseKind, databaseKinds} from '../support/backends.ts';
import {createForeignDatabase, type ForeignDatabase, type ForeignRow} from '../support/foreign-database.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {withPlainClient} from '../support/postgres.ts';
import {Roles, urlAs} from '../support/roles.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13';
const NOTICE = "is another program's. It is only read, and slower than a database of lse";
const BARE = {id: '2', name: 'zenrows_scraper', status: 'error', start_time: '2025-09-13T10:00:00Z'};

let backends: Backends;
let theirs: ForeignDatabase;

beforeAll(async () => {
  backends = await Backends.create();
  await backends.useTree({
    [`p/${DAY}/1_1.json`]: failingDocument('1', {inputs: {crypto_symbol: 'btc'}}),
    [`p/${DAY}/2_1.json`]: {metadata: {run_id: '2'}, trace: BARE},
    [`p/${DAY}/3_1.json`]: documentOf('3'),
    'q/2025-09-14/4_1.json': documentOf('4'),
  });
});

afterAll(() => backends.destroy());

/** What the tree holds, row by row. */
function rowsOfTree(): ForeignRow[] {
  const row = (project: string, run_date: string, run_id: string, data: object): ForeignRow => ({
    project,
    run_date,
    run_id,
    trace_id: run_id,
    data,
  });
  return [
    row('p', DAY, '1', failingDocument('1', {inputs: {crypto_symbol: 'btc'}})),
    row('p', DAY, '2', {metadata: {run_id: '2'}, trace: BARE}),
    row('p', DAY, '3', documentOf('3')),
    row('q', '2025-09-14', '4', documentOf('4')),
  ];
}

describe.each(databaseKinds)('a table that lse does not own, in %s', (kind: DatabaseKind) => {
  const types = kind === 'postgres' ? ['date', 'jsonb'] : ['text', 'text'];

  beforeEach(async () => {
    theirs = await createForeignDatabase(kind);
    await theirs.execute(
      `create table traces (project text, run_date ${types[0]}, run_id text, trace_id text, data ${types[1]})`,
    );
    await theirs.insert('traces', rowsOfTree());
  });
  afterEach(() => theirs.drop());

  const url = (table = 'traces'): string => `${theirs.url}?table=${encodeURIComponent(table)}`;
  const on = (args: readonly string[], variables: Record<string, string> = {}): Promise<Outcome> =>
    lse(args, {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: url(), ...variables});
  const compare = (...args: string[]): Promise<Outcome> =>
    on(['report', 'compare', '--candidate', url(), '--from', DAY, '--to', '2025-09-14', ...args]);
  const put = (sql: string): Promise<void> => theirs.execute(sql);

  it('answers reports, and says once that it is slower', async () => {
    const {code, stdout, stderr} = await on(['report', 'zenrows-errors', '--date', DAY, '--backend', 'db']);
    expect({code, stdout}).toEqual({code: 0, stdout: expect.stringContaining(`${DAY},3,2,66.7%`)});
    expect(stderr.split(NOTICE)).toHaveLength(2);
    const detail = ['report', 'zenrows-detail', '--date', DAY, '--project', 'p'];
    const [files, table] = [await on(detail), await on([...detail, '--backend', 'db'])];
    expect(table.stdout).toBe(files.stdout);
    const top = ['report', 'run', 'top-errors', '--date', DAY];
    expect((await on([...top, '--backend', 'db'])).stdout).toBe((await on(top)).stdout);
  });

  it('is compared and verified as either side', async () => {
    const compared = await compare();
    expect(compared).toMatchObject({code: 0, stdout: expect.stringContaining('The same: ')});
    expect(compared.stdout).toContain(`Candidate: ${kind}-table ${kind}`);
    expect(compared.stderr.split(NOTICE)).toHaveLength(2);
    const turned = ['--control', url(), '--candidate', `file:${backends.dataDir}`];
    expect(await on(['report', 'compare', ...turned, '--all-dates', '--all-projects'])).toMatchObject({code: 0});
    expect(await on(['db', 'verify'])).toMatchObject({code: 0, stdout: expect.stringContaining('(4 of 4 records')});
    expect(await theirs.query('select count(*) as n from traces')).toEqual([{n: kind === 'postgres' ? '4' : 4}]);
  });

  it('is different where a row is, and the record is named', async () => {
    await put(`delete from traces where run_id = '1'`);
    await put(`update traces set trace_id = 'other' where run_id = '3'`);
    const {code, stdout} = await on(['db', 'verify', '--json']);
    expect(code).toBe(1);
    const {records} = JSON.parse(stdout) as VerificationDocument;
    expect(records.map((each) => [each.runId, each.kind])).toEqual([
      ['1', 'missing'],
      ['3', 'changed'],
    ]);
    expect(await compare()).toMatchObject({code: 1});
  });

  it('counts a bare run as the trace; its document is the run alone', async () => {
    await put(`delete from traces where run_id = '2'`);
    await theirs.insert('traces', [{project: 'p', run_date: DAY, run_id: '2', trace_id: '2', data: BARE}]);
    expect(await compare()).toMatchObject({code: 0});
    const {stdout, code} = await on(['db', 'verify']);
    expect({code, stdout}).toEqual({code: 1, stdout: expect.stringContaining('$.metadata')});
  });

  it('is read through a view', async () => {
    await put(
      kind === 'postgres'
        ? `create schema "a.b"; create view "a.b"."V" as select data::json as data, project::varchar as project, run_date::text as run_date, run_id, trace_id from traces`
        : 'create view "a.b V" as select data, project, run_date, run_id, trace_id from traces',
    );
    const candidate = url(kind === 'postgres' ? '"a.b".V' : 'a.b V');
    const {code, stderr} = await on(['report', 'compare', '--candidate', candidate, '--date', DAY]);
    expect({code, stderr}).toEqual({code: 0, stderr: expect.stringContaining(NOTICE)});
  });

  it('takes the newest of several rows of one key, and says so', async () => {
    const newer = documentOf('1', {}, {extracted_at: '2025-09-13T10:00:00Z'});
    await theirs.insert('traces', [{project: 'p', run_date: DAY, run_id: '1', trace_id: '1', data: newer}]);
    const {stdout, stderr} = await on(['report', 'zenrows-errors', '--date', DAY, '--backend', 'db']);
    expect(stdout).toContain(`${DAY},3,1,33.3%`);
    expect(stderr).toContain(`Not looked at: 1 row of a run of which there is a newer one: p/${DAY}/1.`);
    const verified = await on(['db', 'verify', '--json']);
    const {summary, passedOver} = JSON.parse(verified.stdout) as VerificationDocument;
    expect([verified.code, summary.conclusion]).toEqual([1, 'different']);
    expect(passedOver).toEqual([
      {side: 'candidate', kind: 'older-row', project: 'p', count: 1, example: `p/${DAY}/1`, partial: false},
    ]);
  });

  it.each<[string, Partial<ForeignRow>, string]>([
    ['no trace', {data: {metadata: {}}}, 'data has neither an object in "trace"'],
    [
      'a trace that is a text',
      {data: {trace: 'x', id: '9', name: 'zenrows_scraper'}},
      '"trace" in data is not an object',
    ],
    ['a list', {data: '[]'}, 'data is not a JSON object'],
    ['nothing', {data: null}, 'data is null'],
    ['a run without an id', {data: {name: 'zenrows_scraper', status: 'error'}}, 'data has neither'],
    ['an empty id of a trace', {trace_id: ''}, 'trace_id is empty'],
    ['no run id', {run_id: null}, 'run_id is null'],
  ])('is not whole with a row that has %s: it is never the same', async (_, other, reason) => {
    await theirs.insert('traces', [
      {project: 'p', run_date: DAY, run_id: '9', trace_id: '9', data: documentOf('9'), ...other},
    ]);
    const report = await on(['report', 'zenrows-errors', '--date', DAY, '--backend', 'db']);
    expect(report.stdout).toContain(`${DAY},3,2,66.7%`);
    expect(report.stderr).toContain(`is unreadable and not counted: ${reason}`);
    expect(report.stderr).toContain('Not looked at: 1 row that cannot become a record');
    const compared = await compare('--json');
    expect(compared.code).toBe(2);
    const {results} = JSON.parse(compared.stdout) as {
      results: {project: string | null; from: string; verdict: string}[];
    };
    expect(results.map(({verdict}) => verdict)).toContain('inconclusive');
    expect(await on(['db', 'verify'])).toMatchObject({code: 2});
    expect(await on(['db', 'verify', '--project', 'q'])).toMatchObject({code: 0});
  });

  it.each<[string, Partial<ForeignRow>, string]>([
    ['project', {project: null}, `(null)/${DAY}/9`],
    ['project that can be one', {project: '_p'}, `_p/${DAY}`],
    ['date', {run_date: null}, 'p/(null)/9'],
    ...(kind === 'postgres'
      ? []
      : ([
          ['date in the right form', {run_date: '13.9.2025'}, 'p/13.9.2025/9'],
          ['real date', {run_date: '2025-02-30'}, 'p/2025-02-30'],
        ] as [string, Partial<ForeignRow>, string][])),
  ])('is not whole with a row of no %s', async (_, other, example) => {
    const row = {project: 'p', run_date: DAY, run_id: '9', trace_id: '9', data: documentOf('9'), ...other};
    await theirs.insert('traces', [row]);
    const verified = await on(['db', 'verify']);
    expect(verified.code).toBe(2);
    expect(verified.stderr).toContain(`1 row that cannot become a record: ${example}`);
    expect(await on(['db', 'verify', '--project', 'p'])).toMatchObject({code: row.project === 'p' ? 2 : 0});
    expect(await on(['db', 'verify', '--project', 'q'])).toMatchObject({code: 0});
    const isAsked = row.run_date === null || row.run_date.startsWith('2025-09') || row.run_date.includes('.');
    expect(await compare()).toMatchObject({code: isAsked ? 2 : 0});
  });

  it.each([
    ['db migrate', []],
    ['db migrate', ['--adopt']],
    ['db load', []],
    ['db status', []],
    ['db repair', []],
    ['db prune', ['--before', '2025-01-01']],
    ['db export', ['--out', 'none']],
    ['db indexes create', []],
    ['db indexes drop', []],
    ['db access list', []],
  ])('refuses lse %s %j', async (command, args) => {
    const {code, stdout, stderr} = await on([...command.split(' '), ...args]);
    expect({code, stdout}).toEqual({code: 1, stdout: ''});
    expect(stderr).toMatch(/Error: The table of .* is another program's\. It is only read, and it cannot .*lse /);
  });

  it('keeps no ledger beside it', async () => {
    const {code, stderr} = await on(['rollout', 'history'], {LSE_LEDGER: 'db'});
    expect({code, stderr}).toEqual({
      code: 1,
      stderr: expect.stringContaining('cannot be kept beside the table traces'),
    });
    await on(['db', 'verify'], {LSE_LEDGER: 'db'});
    const schema =
      kind === 'postgres'
        ? `select relname from pg_class where relname like 'lse%'`
        : `select name from sqlite_schema where name like 'lse%'`;
    expect(await theirs.query(schema)).toEqual([]);
  });

  it('is another source than another table beside it, and the same as itself', async () => {
    await put(`create table others as select * from traces`);
    const date = ['--date', DAY];
    expect(await on(['report', 'compare', '--control', url(), '--candidate', url('others'), ...date])).toMatchObject({
      code: 0,
    });
    const same = await on([
      'report',
      'compare',
      '--control',
      url(),
      '--candidate',
      url(kind === 'postgres' ? 'public.traces' : 'Traces'),
      ...date,
    ]);
    expect(same).toMatchObject({code: 2, stderr: expect.stringContaining('are one source')});
  });

  it.each([
    ['nowhere', 'There is no table or view nowhere'],
    ['', 'table'],
  ])('is named where it is not there: %j', async (table, message) => {
    const {code, stderr} = await on(['report', 'zenrows-errors', '--date', DAY, '--backend', 'db'], {
      LSE_DATABASE_URL: url(table),
    });
    expect({code, stderr}).toEqual({code: 1, stderr: expect.stringContaining(message)});
  });

  it('is named with what it lacks', async () => {
    await put('create table unfit (project text, run_id text, data text)');
    const {code, stderr} = await on(['db', 'verify', '--database-url', url('unfit')]);
    expect(code).toBe(2);
    expect(stderr).toContain('cannot be read as runs: there is no column run_date; there is no column trace_id');
    expect(stderr).toContain('create view');
  });

  it('takes a name for a name', async () => {
    const {code, stderr} = await on(['db', 'verify', '--database-url', url('traces"; drop table traces; --')]);
    expect(code).toBe(2);
    expect(stderr).not.toBe('');
    expect(await theirs.query('select run_id from traces')).toHaveLength(4);
  });

  it('proves nothing to a rollout while a row of it cannot be read', async () => {
    await theirs.insert('traces', [{project: 'p', run_date: DAY, run_id: '9', trace_id: '9', data: {x: 1}}]);
    await withTemporaryDirectory(async (directory) => {
      const ledger = {LSE_LEDGER: `sqlite:${directory}/ledger.db`};
      const shadow = ['report', 'zenrows-errors', '--date', DAY, '--project', 'p', '--backend', 'shadow'];
      await on(shadow, ledger);
      await on(['db', 'verify', '--project', 'p'], ledger);
      const {stdout} = await on(['rollout', 'history', '--json'], ledger);
      const outcomes = [...stdout.matchAll(/"outcome": "([^"]*)"/g)].map(([, outcome]) => outcome);
      expect(new Set(outcomes)).toEqual(new Set(['candidate failed']));
      await put(`delete from traces where run_id = '9'`);
      await on(shadow, ledger);
      expect((await on(['rollout', 'history', '--json'], ledger)).stdout).toContain('"matched"');
    });
  });
});

describe('a table that lse does not own, in PostgreSQL', () => {
  beforeEach(async () => {
    theirs = await createForeignDatabase('postgres');
    await theirs.execute('create table traces (project text, run_date date, run_id text, trace_id text, data jsonb)');
    await theirs.insert('traces', rowsOfTree());
  });
  afterEach(() => theirs.drop());

  const verify = (url: string): Promise<Outcome> =>
    lse(['db', 'verify'], {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: url});

  it('needs no right but select, on the five columns alone', async () => {
    const roles = new Roles();
    const reader = await roles.create('reader');
    const url = `${urlAs(theirs.url, reader)}?table=traces`;
    expect(await verify(url)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`grant select on "public"."traces" to ${reader}`),
    });
    await theirs.execute(
      `alter table traces add column secret text; grant select (project, run_date, run_id, trace_id, data) on traces to ${reader}`,
    );
    expect(await verify(url)).toMatchObject({code: 0});
    await theirs.execute(`create schema theirs; alter table traces set schema theirs`);
    expect(await verify(url.replace('traces', 'theirs.traces'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`grant usage on schema "theirs" to ${reader}`),
    });
    await theirs.execute(
      `grant usage on schema theirs to ${reader}; alter table theirs.traces enable row level security`,
    );
    expect(await verify(url.replace('traces', 'theirs.traces'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Row-level security may hide rows of the table theirs.traces'),
    });
    await theirs.drop();
    await roles.drop();
    theirs = await createForeignDatabase('postgres');
  });

  it('is read in a transaction that could not write', async () => {
    await theirs.execute(`create function writing() returns text language plpgsql as $$ begin insert into traces (project) values ('x'); return 'p'; end $$;
      create view tempting as select writing() as project, run_date, run_id, trace_id, data from traces`);
    expect(await verify(`${theirs.url}?table=tempting`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('cannot execute INSERT in a read-only transaction'),
    });
  });

  it('is read from one snapshot', async () => {
    const table = backends.theirs('postgres-table');
    await backends.makeTheirs('postgres');
    await table.withSource(async (source) => {
      expect(await source.days(null)).toEqual([]);
      await withPlainClient(backends.urls.postgres, (client) =>
        client.query(
          `insert into others."Their ""runs""" (project, run_date, run_id, trace_id, data) values ('p', '${DAY}', '1', '1', '{"trace": {}}')`,
        ),
      );
      expect(await source.projects()).toEqual([]);
    });
    await table.withSource(async (source) => expect(await source.projects()).toEqual(['p']));
  });

  it.each([
    ['timestamptz', 'is timestamp with time zone'],
    ['integer', 'is integer, not date or text'],
  ])('is refused with a run_date of type %s', async (type, reason) => {
    await theirs.execute(`create table odd (project text, run_date ${type}, run_id text, trace_id text, data jsonb)`);
    expect(await verify(`${theirs.url}?table=odd`)).toMatchObject({code: 2, stderr: expect.stringContaining(reason)});
  });

  it('has dates as texts as well, and ids of its own type', async () => {
    const id = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
    await theirs.execute(
      'create table odd (project char(3), run_date text, run_id uuid primary key, trace_id uuid, data text)',
    );
    await theirs.insert('odd', [{project: 'p', run_date: DAY, run_id: id, trace_id: id, data: failingDocument(id)}]);
    const report = (date: string): Promise<Outcome> =>
      lse(['report', 'zenrows-errors', '--project', 'p', '--date', date, '--backend', 'db'], {
        LSE_DATABASE_URL: `${theirs.url}?table=odd`,
      });
    expect(await report(DAY)).toMatchObject({stdout: expect.stringContaining(`${DAY},1,1,100.0%`)});
    expect(await report('2025-09-12')).toMatchObject({stdout: expect.stringContaining('2025-09-12,0,0,0.0%')});
    await theirs.execute(`update odd set data = '{'`);
    expect(await report(DAY)).toMatchObject({stderr: expect.stringContaining('data is no JSON')});
  });

  it('streams large documents one by one', async () => {
    const noise = Array.from({length: 20_000}, (_, at) => (at * 2_654_435_761).toString(36)).join('');
    await theirs.insert('traces', [
      {project: 'p', run_date: DAY, run_id: '0', trace_id: '1', data: failingDocument('0', {outputs: noise})},
    ]);
    const {stdout} = await lse(['report', 'zenrows-errors', '--date', DAY, '--backend', 'db'], {
      LSE_DATABASE_URL: `${theirs.url}?table=traces`,
    });
    expect(stdout).toContain(`${DAY},3,2,66.7%`);
  });
});
