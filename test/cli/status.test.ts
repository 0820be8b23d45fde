import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import type {Overview} from '../../src/rollout/overview.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {letFilesSettle, restoreClock} from '../support/file-clock.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {failingDocument} from '../support/trace-tree.ts';

let backends: Backends;
let directory: string;

beforeAll(async () => {
  backends = await Backends.create();
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  await backends.useTree({
    'shop/2025-09-13/a.json': failingDocument('a'),
    'shop/2025-09-13/b.json': failingDocument('b'),
    'shop/2025-09-14/c.json': failingDocument('c'),
    'blog/2025-09-13/d.json': failingDocument('d'),
  });
});

afterAll(async () => {
  await backends.destroy();
  await rm(directory, {recursive: true});
});

describe.each(databaseKinds)('lse status with %s', (kind) => {
  const run = (args: readonly string[], environment: Record<string, string> = {}): Promise<Outcome> =>
    lse(args, {
      LSE_DATA_DIR: backends.dataDir,
      LSE_DATABASE_URL: backends.urls[kind],
      LSE_LEDGER: `sqlite:${join(directory, `${kind}.db`)}`,
      LSE_ROLLOUT_FILE: join(directory, `${kind}.yaml`),
      ...environment,
    });

  async function status(args: string[] = [], environment = {}): Promise<Overview> {
    const {code, stdout} = await run(['status', '--json', ...args], environment);
    expect(code).toBe(0);
    return JSON.parse(stdout) as Overview;
  }

  beforeAll(() =>
    writeFile(join(directory, `${kind}.yaml`), 'lse: 1\nprojects:\n  - {project: shop, stage: shadow}\n'),
  );

  it('shows what the files have, and that nothing was loaded', async () => {
    const {projects, files, database, backend} = await status();
    expect({files: files.location, fault: database.fault, backend}).toEqual({
      files: backends.dataDir,
      fault: null,
      backend: 'file',
    });
    expect(projects).toMatchObject([
      {project: 'blog', files: {dates: 1, size: 1}, database: {dates: 0, size: 0, first: null}, lastLoad: null},
      {
        project: 'shop',
        files: {dates: 2, size: 3, first: '2025-09-13', last: '2025-09-14'},
        onlyInFiles: ['2025-09-13', '2025-09-14'],
        onlyInDatabase: [],
        lastLoad: null,
        answers: 'file',
        stage: {intended: 'shadow', inForce: 'shadow'},
        parity: {matched: 0, compared: 0, share: null},
        next: 'lse db load --project shop',
      },
    ]);
  });

  it('names the flags that were given in what is to be run next, for people and programs alike', async () => {
    const given = ['--project', 'shop', '--data-dir', backends.dataDir];
    const {projects} = await status(given);
    expect(projects[0]?.next).toBe(`lse db load --project shop --data-dir ${backends.dataDir}`);
    const text = await run(['rollout', 'status', ...given]);
    const {projects: standing} = JSON.parse((await run(['rollout', 'status', '--json', ...given])).stdout);
    expect(standing[0].next).toMatch(/^lse .* --data-dir /);
    expect(text.stdout.replaceAll(/\s+/g, ' ')).toContain(`Next: ${standing[0].next}`);
  });

  it('shows what was loaded last, and of which dates', async () => {
    expect((await run(['db', 'load', '--project', 'shop', '--date', '2025-09-13'])).code).toBe(0);
    const {projects} = await status(['--project', 'shop']);
    expect(projects).toMatchObject([
      {
        database: {dates: 1, size: 2, first: '2025-09-13', last: '2025-09-13'},
        onlyInFiles: ['2025-09-14'],
        lastLoad: {at: expect.stringMatching(/^\d{4}-/), dates: '2025-09-13'},
        next: 'lse db load --project shop',
      },
    ]);
    const {stdout} = await run(['status']);
    expect(stdout).toContain(
      'shop:\n  In the files alone: 1 date, 2025-09-14.\n  The last load was of 2025-09-13 alone.\n  Next: lse db load --project shop\n',
    );
    expect(stdout).toMatch(/^blog +file +1 {2}2025-09-13 +0 {2}- +- +0\/0$/m);
    // A load of no file of a project is none of the project.
    expect((await run(['db', 'load', '--date', '2025-09-14'])).code).toBe(0);
    expect((await status()).projects[0]).toMatchObject({project: 'blog', lastLoad: null});
  });

  it('shows who answers, and parity with what was compared', async () => {
    await letFilesSettle(backends.dataDir);
    expect((await run(['db', 'load'])).code).toBe(0);
    const {lastLoad} = (await status(['--project', 'shop'])).projects[0] ?? {};
    const moment = `${lastLoad?.at.slice(0, 10)} ${lastLoad?.at.slice(11, 16)} UTC`;
    expect((await run(['db', 'load'])).stdout).toBe(`Nothing new: 4 files unchanged since ${moment}\n`);
    restoreClock();
    expect((await run(['report', 'compare', '--all-dates', '--all-projects'])).code).toBe(0);
    const {projects} = await status([], {LSE_REPORT_BACKEND: 'auto'});
    expect(projects).toMatchObject([
      {project: 'blog', answers: 'file', parity: {matched: 2, compared: 2, share: 1}, lastLoad: {dates: 'all dates'}},
      {project: 'shop', answers: 'shadow', parity: {matched: 4, compared: 4, share: 1}, onlyInFiles: []},
    ]);
    const {stdout} = await run(['status'], {LSE_REPORT_BACKEND: 'auto'});
    expect(stdout).toMatch(
      /^shop +shadow +3 {2}2025-09-13 to 2025-09-14 \(2\) +3 {2}2025-09-13 to 2025-09-14 \(2\) {2}\d{4}-\d\d-\d\d \d\d:\d\d UTC {2}4\/4 100\.0%$/m,
    );
    expect(stdout).toContain("Answers:  each project's stage, by LSE_REPORT_BACKEND=auto\n");
  });

  it('shows what the database has alone', async () => {
    await backends.execute(
      kind,
      `insert into runs (project, run_date, run_id, trace_id, data) values ('shop', '2025-09-20', 'x', 'x', '{"trace": {}}')`,
    );
    const {projects} = await status(['--project', 'shop']);
    expect(projects).toMatchObject([{onlyInDatabase: ['2025-09-20'], onlyInFiles: []}]);
    expect((await run(['status'])).stdout).toContain('  In the database alone: 1 date, 2025-09-20.\n');
  });

  it('says so where a side or the ledger cannot be asked, and goes on', async () => {
    const {stdout, code} = await run(['status'], {
      LSE_DATABASE_URL: 'postgres://lse:hunter2@127.0.0.1:1/lse',
      LSE_DB_RETRIES: '0',
      LSE_LEDGER: `sqlite:${directory}`,
    });
    expect(code).toBe(0);
    expect(stdout).not.toContain('hunter2');
    expect(stdout).toMatch(/^Database: postgres:\/\/lse:\*\*\*@127\.0\.0\.1:1\/lse\n {10}.*ECONNREFUSED/m);
    expect(stdout).toMatch(/^Ledger: {3}sqlite:.*\n {10}.+/m);
    expect(stdout).toMatch(/^shop +file +3 {2}2025-09-13 to 2025-09-14 \(2\) +\? {2}\? +\? +\?$/m);
    expect(stdout).not.toContain('Next:');
    const gone = await status([], {LSE_DATA_DIR: join(directory, 'gone')});
    expect(gone.files.fault).toMatch(/gone/);
    expect(gone.projects).toMatchObject([{files: null, onlyInDatabase: null}, {project: 'shop'}]);
  });

  it('writes no load down where there is no ledger, and none that is said not to be', async () => {
    expect(await run(['db', 'load'], {LSE_LEDGER: 'off'})).toMatchObject({code: 0, stderr: ''});
    const {code, stderr} = await run(['db', 'load'], {LSE_LEDGER: `sqlite:${directory}`});
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Warning: The load is not in the ledger \(.*\)\.\n$/);
  });

  it('leaves loads out of what people decided, and keeps them for programs', async () => {
    expect((await run(['rollout', 'history', 'shop'])).stdout).toContain('What was done: none.\n');
    const {history} = JSON.parse((await run(['rollout', 'history', 'shop', '--json'])).stdout);
    expect(history).toContainEqual(expect.objectContaining({kind: 'loaded', project: 'shop', reason: 'all dates'}));
  });
});

it('lse status says where to look when there is nothing', async () => {
  const {code, stdout} = await lse(['status'], {
    LSE_DATA_DIR: join(directory, 'nothing'),
    LSE_DATABASE_URL: `sqlite:${join(directory, 'nothing.db')}`,
  });
  expect(code).toBe(0);
  expect(stdout).toContain('There are no projects. See what is missing with: lse doctor\n');
});
