import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {Backends, databaseKinds} from '../support/backends.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13';

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

describe.each(databaseKinds)('lse db repair on %s', (kind) => {
  beforeEach(async () => {
    await backends.useTree({
      [`a/${DAY}/1_1.json`]: failingDocument('1'),
      [`a/${DAY}/2_1.json`]: documentOf('2'),
      'b/2025-10-14/3_1.json': documentOf('3', {}, {extracted_at: '2025-09-13T10:00:00Z'}),
    });
    await backends.empty(kind);
    await backends.load(kind);
  });

  const environment = () => ({LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: backends.urls[kind]});
  const repair = (...args: string[]): Promise<Outcome> => lse(['db', 'repair', ...args], environment());
  const verify = (...args: string[]): Promise<Outcome> => lse(['db', 'verify', ...args], environment());
  const insert = (runId: string): Promise<void> =>
    backends.execute(
      kind,
      `insert into runs (project, run_date, run_id, trace_id, data) values ('a', '${DAY}', '${runId}', '${runId}', '{"trace": {"id": "${runId}"}}')`,
    );
  const runIds = async (): Promise<string[]> =>
    (await backends.query<{run_id: string}>(kind, 'select run_id from runs order by run_id')).map((row) => row.run_id);

  it('says what it would do and does nothing, unless told to apply', async () => {
    await backends.execute(kind, `delete from runs where run_id = '1'`);
    const {code, stdout} = await repair();
    expect(code).toBe(0);
    expect(stdout).toBe(
      `Would write:  1\nWould delete: 0\n  write  missing    a ${DAY} 1 from 1_1.json\nNothing was changed. Do it with --apply.\n`,
    );
    expect(await runIds()).toEqual(['2', '3']);
  });

  it('writes what is missing or changed, over two months, whatever is newer, and verifies it again', async () => {
    await backends.execute(kind, `delete from runs where run_id = '1'`);
    const newer = JSON.stringify(documentOf('3', {x: 1}, {extracted_at: '2030-01-01T00:00:00Z'}));
    await backends.execute(kind, `update runs set data = '${newer}' where run_id = '3'`);
    const {code, stdout} = await repair('--apply');
    expect(code).toBe(0);
    expect(stdout).toContain('Written: 2\nDeleted: 0\n');
    expect(stdout).toContain('Verified again: 2 of 2 repaired records are the same.\n');
    expect(await verify()).toMatchObject({code: 0});
    expect((await repair('--apply')).stdout).toContain('Written: 0\n');
  });

  it('leaves what the files do not have, unless told to prune', async () => {
    await insert('x');
    const kept = await repair('--apply');
    expect(kept.stdout).toContain(
      `Left as they are: 1\n  left   extra      a ${DAY} x\n1 not in the files; delete them with --prune.\n`,
    );
    expect(await runIds()).toContain('x');
    expect((await repair('--apply', '--prune')).stdout).toContain('Deleted: 1\n');
    expect(await runIds()).toEqual(['1', '2', '3']);
  });

  it('keeps the only readable copy of a record, unless told to give it up', async () => {
    await writeFile(join(backends.dataDir, 'a', DAY, '2_1.json'), '{"trace"');
    const kept = await repair('--apply', '--prune');
    expect(kept.stdout).toContain('1 whose file cannot be read: the database has the only readable copy.');
    expect(await runIds()).toEqual(['1', '2', '3']);
    const given = await repair('--apply', '--discard-unreadable');
    expect(given.stdout).toContain(`delete unreadable a ${DAY} 2\n`);
    expect(await runIds()).toEqual(['1', '3']);
  });

  it('repairs exactly the records that were blamed', async () => {
    const blamed = join(backends.dataDir, '_blamed.json');
    await backends.execute(kind, `delete from runs where run_id = '1'`);
    await verify('--json', '--output', blamed);
    await backends.execute(kind, `delete from runs where run_id in ('2', '3')`);
    expect((await repair('--blamed', blamed, '--apply')).stdout).toContain('Written: 1\n');
    expect(await runIds()).toEqual(['1']);
    await backends.execute(kind, `delete from runs where run_id = '1'`);
    const command = ['report', 'compare', '--date', DAY, '--report', 'zenrows-detail', '--json', '--output', blamed];
    await lse(command, environment());
    await insert('1');
    expect((await repair('--blamed', blamed, '--apply')).stdout).toContain('Written: 2\n');
    expect(await runIds()).toEqual(['1', '2']);
  });

  it('does all or nothing', async () => {
    await backends.execute(kind, `delete from runs where run_id in ('1', '3')`);
    const refuse =
      kind === 'postgres'
        ? `alter table runs add constraint no_three check (run_id <> '3')`
        : `create trigger no_three before insert on runs when new.run_id = '3' begin select raise(abort, 'no three'); end`;
    await backends.execute(kind, refuse);
    try {
      const {code, stdout, stderr} = await repair('--apply');
      expect({code, stdout}).toEqual({code: 1, stdout: ''});
      expect(stderr).toMatch(/does not take b\/2025-10-14\/3_1.json \(.*no.three.*\); nothing was repaired/);
      expect(await runIds()).toEqual(['2']);
    } finally {
      await backends.execute(
        kind,
        kind === 'postgres' ? 'alter table runs drop constraint no_three' : 'drop trigger no_three',
      );
    }
  });

  it('gives everything as JSON', async () => {
    await insert('x');
    await backends.execute(kind, `delete from runs where run_id = '1'`);
    const {stdout} = await repair('--apply', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      steps: [{key: {project: 'a', date: DAY, runId: '1'}, kind: 'missing', fileName: '1_1.json', action: 'write'}],
      left: [{key: {runId: 'x'}, because: 'extra'}],
      outcome: {differing: [], changes: []},
    });
  });

  it('repairs nothing where a list of blamed records names none', async () => {
    await backends.execute(kind, `delete from runs where run_id = '1'`);
    const blamed = join(backends.dataDir, '_blamed.json');
    for (const text of [
      '{"kind": "lse-verification"}',
      '{"kind": "lse-verification", "records": []}',
      '{"kind": "lse-comparison"}',
      '{"kind": "lse-comparison", "results": [{"explanation": null}]}',
    ]) {
      await writeFile(blamed, text);
      expect(await repair('--blamed', blamed, '--apply')).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('Written: 0\nDeleted: 0\n'),
      });
      expect(await runIds()).toEqual(['2', '3']);
    }
  });

  it.each([
    ['{"kind": "other"}', 'it is neither of the two'],
    ['[', 'it is not JSON'],
    ['5', 'it is not an object'],
    ['{"kind": "lse-verification", "records": [{}]}', 'a record in it has no project, date and run id'],
    ['{"kind": "lse-verification", "records": [null]}', 'a record in it has no project, date and run id'],
    [
      '{"kind": "lse-comparison", "results": [{"explanation": {"records": [{"project": "a", "date": "2025-13-01", "runId": "1"}]}}]}',
      'a record in it has no project, date and run id',
    ],
  ])('refuses %s as a list of blamed records', async (text, fault) => {
    const blamed = join(backends.dataDir, '_blamed.json');
    await writeFile(blamed, text);
    const {code, stderr} = await repair('--blamed', blamed, '--apply');
    expect({code, stderr}).toEqual({
      code: 1,
      stderr: `Error: The file ${blamed} names no blamed records: ${fault}. Write one with: lse db verify --output blamed.json\n`,
    });
    expect((await repair('--blamed', '/nonexistent')).stderr).toContain('it cannot be read (ENOENT)');
  });
});
