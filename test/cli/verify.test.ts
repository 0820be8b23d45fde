import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import type {VerificationDocument} from '../../src/compare/formats/documents/verification.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {letFilesSettle, restoreClock} from '../support/file-clock.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13';

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
  await backends.useTree({
    [`a/${DAY}/1_1.json`]: failingDocument('1', {outputs: {secret: 'https://h/?token=one', n: 5}}),
    [`a/${DAY}/2_1.json`]: documentOf('2'),
    [`a/${DAY}/2_2.json`]: documentOf('2', {outputs: 'newer'}, {extracted_at: '2025-09-13T10:00:00Z'}),
    [`a/${DAY}/nul.json`]: `{"trace": {"id": "nul", "x": "a\\u0000b"}}`,
    [`a/${DAY}/bad_1.json`]: '{',
    'b/2025-09-14/3_1.json': documentOf('3'),
  });
});

afterAll(() => backends.destroy());

describe.each(databaseKinds)('lse db verify on %s', (kind) => {
  beforeEach(async () => {
    await backends.empty(kind);
    await backends.load(kind);
  });

  const environment = (): Record<string, string> => ({
    LSE_DATA_DIR: backends.dataDir,
    LSE_DATABASE_URL: backends.urls[kind],
  });
  const verify = (...args: string[]): Promise<Outcome> => lse(['db', 'verify', ...args], environment());

  async function document(...args: string[]): Promise<VerificationDocument> {
    return JSON.parse((await verify(...args, '--json')).stdout);
  }

  it('exits with 0 where every record is the same, NUL and superseded snapshots included', async () => {
    const {code, stdout, stderr} = await verify();
    expect(code).toBe(0);
    expect(stdout).toContain('The same: ');
    expect(stdout).toContain('Parity: 100.0% (4 of 4 records are the same)');
    expect(stdout).toContain('Records: control 4, candidate 4, on 2 project days');
    expect(stderr).toContain(`Warning: a/${DAY}/bad_1.json is unreadable and not counted`);
  });

  it('exits with 1 and names a record with the paths that differ', async () => {
    const path = kind === 'postgres' ? `'{trace,outputs,n}'` : `'$.trace.outputs.n'`;
    const set = kind === 'postgres' ? 'jsonb_set' : 'json_set';
    const six = kind === 'postgres' ? `'6'` : '6';
    await backends.execute(kind, `update runs set data = ${set}(data, ${path}, ${six}) where run_id = '1'`);
    await backends.execute(kind, `delete from runs where run_id = '3'`);
    const {code, stdout} = await verify();
    expect(code).toBe(1);
    expect(stdout).toContain('Parity: 50.0% (2 of 4 records are the same)');
    expect(stdout).toContain(`1. changed: a ${DAY} 1\n`);
    expect(stdout).toContain('$.trace.outputs.n\n         control:   5\n         candidate: 6\n');
    expect(stdout).toContain('2. missing in candidate: b 2025-09-14 3\n');
    expect(stdout).toMatch(/^Different: 2 of 4 records: 1 missing, 1 changed \(\$\.trace\.outputs\.n\)\.\n/);
    expect(stdout).toContain('1 record changed at $.trace.outputs.n: 5 → 6: project a, 2025-09-13\n');
    expect(stdout).toContain(
      '\nWhat to do\n  See what would be written. With --apply it is done:\n    lse db repair\n',
    );
    const summary = await verify('--date', DAY, '--summary');
    expect(summary.stdout).not.toContain('The records');
    expect(summary.stdout).toContain(`    lse db repair --date ${DAY}\n`);
    expect(await document('--project', 'b')).toMatchObject({
      summary: {conclusion: 'different', records: 1, same: 0, missing: 1, changed: 0, parity: 0},
      records: [{project: 'b', runId: '3', kind: 'missing', candidate: null, changes: []}],
    });
    expect(await verify('--date', '2025-09-14', '--project', 'a')).toMatchObject({code: 3});
  });

  it('knows a superseded snapshot and an unreadable file when it sees them', async () => {
    const older = JSON.stringify(documentOf('2'));
    await backends.execute(kind, `update runs set data = '${older}' where run_id = '2'`);
    await backends.execute(
      kind,
      `insert into runs (project, run_date, run_id, trace_id, data) values ('a', '${DAY}', 'bad', 'bad', '{"trace": {"id": "bad"}}')`,
    );
    const {summary, records} = await document();
    expect(summary).toMatchObject({superseded: 1, unreadable: 1, changed: 0, extra: 0});
    expect(records).toMatchObject([
      {runId: '2', kind: 'superseded', control: {file: `a/${DAY}/2_2.json`}},
      {runId: 'bad', kind: 'unreadable', unreadable: {side: 'control', file: `a/${DAY}/bad_1.json`}},
    ]);
  });

  it('finds a record that was moved to another date', async () => {
    await backends.execute(kind, `update runs set run_date = '2025-09-15' where run_id = '3'`);
    const {records} = await document();
    expect(records).toMatchObject([
      {runId: '3', kind: 'missing', date: '2025-09-14', elsewhere: {project: 'b', date: '2025-09-15'}},
      {runId: '3', kind: 'extra', date: '2025-09-15', elsewhere: {project: 'b', date: '2025-09-14'}},
    ]);
    expect((await verify()).stdout).toContain('moved: candidate has the same run under b 2025-09-15');
  });

  it('finds columns that disagree with their document', async () => {
    await backends.execute(kind, `update runs set trace_id = 'other' where run_id = '1'`);
    expect((await document()).records).toMatchObject([
      {
        runId: '1',
        kind: 'changed',
        control: {traceId: '1'},
        candidate: {traceId: 'other'},
        changes: [{path: 'column trace_id', control: '"1"', candidate: '"other"'}],
      },
    ]);
  });

  /** Nobody else can say of what it writes that it is right. */
  const asLse = (sql: string): Promise<void> =>
    backends.execute(
      kind,
      kind === 'sqlite' ? `insert into lse_writing (turn) values (2), (3); ${sql}; delete from lse_writing` : sql,
    );

  if (kind === 'sqlite') {
    it.each([
      ['is_failing', 'is_failing = 0', 'false'],
      ['symbol', `symbol = 'wrong'`, '"wrong"'],
      ['brief', `brief = '0'`, '"0"'],
    ])('finds a column %s that is not what the document calls for', async (column, set, candidate) => {
      await asLse(`update runs set ${set}, loads = loads + 1 where run_id = '1'`);
      expect((await document()).records).toMatchObject([
        {runId: '1', kind: 'changed', changes: [{path: `column ${column}`, candidate}]},
      ]);
    });
  } else {
    it('finds a column brief that was written by another function', async () => {
      await backends.execute(
        kind,
        `create or replace function lse_brief(document jsonb) returns text language sql immutable return '0';
         update runs set data = data where run_id in ('1', 'nul')`,
      );
      await expect(backends.database(kind).status()).rejects.toMatchObject({
        message: expect.stringContaining('the function lse_brief or lse_run_brief gives another answer than it did'),
      });
      await backends.database(kind).migrate({repair: true});
      // Where raw decides no brief does.
      expect((await document()).records).toMatchObject([
        {runId: '1', kind: 'changed', changes: [{path: 'column brief', candidate: '"0"'}]},
      ]);
      expect(await lse(['db', 'repair', '--apply'], environment())).toMatchObject({code: 0});
      expect((await document()).records).toEqual([]);
    });
  }

  it('finds data that no longer is what raw says', async () => {
    const data = `'{"trace": {"id": "nul", "x": "changed"}}'`;
    await asLse(`update runs set data = ${data}, loads = loads + 1 where run_id = 'nul'`);
    expect((await document()).records).toMatchObject([
      {runId: 'nul', kind: 'changed', changes: [{path: 'column data'}]},
    ]);
  });

  it('masks what differs', async () => {
    const value = 'https://h/?token=two';
    const sql =
      kind === 'postgres'
        ? `jsonb_set(data, '{trace,outputs,secret}', '"${value}"')`
        : `json_set(data, '$.trace.outputs.secret', '${value}')`;
    await backends.execute(kind, `update runs set data = ${sql} where run_id = '1'`);
    expect((await document()).records).toMatchObject([
      {changes: [{path: '$.trace.outputs.secret', control: '"***"', masked: true}]},
    ]);
    expect((await document('--no-mask')).records).toMatchObject([
      {changes: [{candidate: '"https://h/?token=two"', masked: false}]},
    ]);
  });

  it('exits with 2 where a side cannot answer', async () => {
    const {code, stdout, stderr} = await verify('--data-dir', '/nonexistent');
    expect({code, stdout}).toEqual({code: 2, stdout: ''});
    expect(stderr).toContain('The data directory /nonexistent does not exist');
    expect(await verify('--database-url', 'sqlite:/nonexistent/x.db')).toMatchObject({code: 2});
    expect(await verify('--date', 'x')).toMatchObject({code: 2});
  });

  describe('with --changed', () => {
    const home = process.cwd();
    const file = (): string => `${backends.dataDir}/b/2025-09-14/3_1.json`;
    const printed = async (...args: string[]): Promise<string> =>
      (await lse(['db', 'verify', ...args], {...environment(), LSE_CACHE: 'on'})).stdout;
    const changed = async (...args: string[]): Promise<VerificationDocument['summary']> =>
      JSON.parse(await printed('--json', ...args)).summary;
    let directory: string;

    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
      process.chdir(directory);
      await letFilesSettle(backends.dataDir);
      await backends.load(kind);
    });

    afterEach(async () => {
      process.chdir(home);
      restoreClock();
      await writeFile(file(), JSON.stringify(documentOf('3')));
      await rm(directory, {recursive: true, force: true});
    });

    it('leaves a day alone that was the same and that nobody touched, but not one with an unreadable file', async () => {
      expect(await changed('--changed')).toMatchObject({conclusion: 'the same', records: 4, leftAlone: {days: 0}});
      expect(await changed('--changed')).toMatchObject({
        conclusion: 'the same',
        records: 3,
        leftAlone: {days: 1, records: 1},
      });
      expect(JSON.parse(await printed('--changed', '--json', '--project', 'b'))).toMatchObject({
        verdict: 'The same: 1 record, untouched since it was last the same.',
        summary: {conclusion: 'the same', records: 0, parity: null, leftAlone: {days: 1, records: 1}},
      });
      const stdout = await printed('--changed', '--project', 'b');
      expect(stdout).toContain('\nParity: none (no record was read)\n');
      expect(stdout).toContain('\nLeft alone: 1 record on 1 project day, untouched since they were last the same\n');
      expect(await changed()).toMatchObject({records: 4, leftAlone: {days: 0}});
    });

    it('reads a day anew of which a row was touched', async () => {
      await changed();
      await backends.execute(kind, `update runs set data = '{"trace": {"id": "3", "x": 1}}' where run_id = '3'`);
      expect(await changed('--changed')).toMatchObject({conclusion: 'different', changed: 1, leftAlone: {days: 0}});
      expect(await changed('--changed')).toMatchObject({conclusion: 'different', changed: 1, leftAlone: {days: 0}});
    });

    it.each([
      [
        'has another id',
        // On a cluster the id may say where the row lies, and is not changed in its place.
        `delete from runs where run_id = '3';
         insert into runs (project, run_date, run_id, trace_id, data) values ('b', '2025-09-14', 'other', '3', '{"trace": {"id": "3"}}')`,
      ],
      [
        'came',
        `insert into runs (project, run_date, run_id, trace_id, data) values ('b', '2025-09-14', 'x', 'x', '{"trace": {"id": "x"}}')`,
      ],
    ])('reads a day anew of which a row %s, even if a load noted its files again since', async (_, sql) => {
      await changed();
      await backends.execute(kind, sql);
      await letFilesSettle(backends.dataDir);
      await backends.load(kind);
      const summary = await changed('--changed');
      expect(summary).toMatchObject({conclusion: 'different', leftAlone: {days: 0}});
      const whole = await changed();
      expect(whole.conclusion).toBe('different');
    });

    it('reads a day anew of which a row is gone', async () => {
      await changed();
      await backends.execute(kind, `delete from runs where run_id = '3'`);
      expect(await changed('--changed')).toMatchObject({missing: 1, leftAlone: {days: 0}});
    });

    it('reads a day anew of which a file was touched', async () => {
      await changed();
      await writeFile(file(), JSON.stringify(documentOf('3', {x: 1})));
      await letFilesSettle(backends.dataDir);
      expect(await changed('--changed')).toMatchObject({conclusion: 'different', leftAlone: {days: 0}});
    });

    it('knows nothing of another database, and remembers nothing without a cache', async () => {
      await changed();
      expect(await document('--changed')).toMatchObject({summary: {records: 4, leftAlone: {days: 0}}});
      const other = kind === 'sqlite' ? 'postgres' : 'sqlite';
      await backends.empty(other);
      await backends.load(other);
      expect(await changed('--changed', '--database-url', backends.urls[other])).toMatchObject({
        records: 4,
        leftAlone: {days: 0},
      });
    });

    it('is no way to believe a digest less', async () => {
      expect(await verify('--changed', '--deep')).toMatchObject({code: 2});
      expect(await document('--deep')).toMatchObject({summary: {conclusion: 'the same', records: 4}});
    });
  });
});
