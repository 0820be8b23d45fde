import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {Backends, databaseKinds} from '../support/backends.ts';
import {keepFilesNew, letFilesSettle, restoreClock} from '../support/file-clock.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13';

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
  await backends.useTree({
    [`a/${DAY}/1.json`]: failingDocument('1'),
    [`a/${DAY}/2.json`]: '{',
    'b/2025-09-14/3.json': documentOf('3'),
  });
});

afterAll(async () => {
  restoreClock();
  await backends.destroy();
});

describe.each(databaseKinds)('lse db on %s', (kind) => {
  const db = (...args: string[]): Promise<Outcome> =>
    lse(['db', ...args], {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: backends.urls[kind]});

  it('migrates, loads, says what is there and exports', async () => {
    expect(await db('migrate')).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^The schema of .* is up to date\.\n$/),
      stderr: '',
    });
    await keepFilesNew(backends.dataDir);
    const load = await db('load');
    expect(load).toMatchObject({
      code: 0,
      stdout: 'Read:       3\nInserted:   2\nUpdated:    0\nUnchanged:  0\nSuperseded: 0\nUnreadable: 1\n',
    });
    restoreClock();
    expect(load.stderr).toContain(`Warning: a/${DAY}/2.json is unreadable`);
    const status = await db('status', '--json');
    expect(JSON.parse(status.stdout)).toMatchObject({
      schemaVersion: 6,
      records: 2,
      traces: 2,
      projects: 2,
      firstDate: DAY,
      lastDate: '2025-09-14',
    });
    expect((await db('status')).stdout).toMatch(
      /Rows: {11}2\n.*\n.*\nDates: {10}2025-09-13 to 2025-09-14\n(?:Nodes: .*\n)?Size: {11}[\d.]+ [KM]iB\n/,
    );
    await withTemporaryDirectory(async (directory) => {
      expect(await db('export', '--out', join(directory, 'all'))).toMatchObject({
        code: 0,
        stdout: `Wrote 2 files to ${directory}/all.\n`,
      });
      expect(await db('export', '--out', join(directory, 'one'), '--project', 'a')).toMatchObject({
        stdout: `Wrote 1 file to ${directory}/one.\n`,
      });
      expect(JSON.parse(await readFile(join(directory, 'one', 'a', DAY, '1.json'), 'utf8'))).toEqual(
        failingDocument('1'),
      );
    });
  });

  it('says of files that it need not open what it said when it read them', async () => {
    const counts = 'Nothing new: 2 files unchanged, 1 unreadable\n';
    try {
      await keepFilesNew(backends.dataDir);
      const read = await db('load', '--reread');
      expect(read).toMatchObject({code: 0, stdout: counts});
      expect(await db('load')).toEqual(read);
      await letFilesSettle(backends.dataDir);
      // The load that finds them settled is the one that notes their days.
      expect(await db('load')).toEqual(read);
      expect(await db('load')).toEqual({...read, stdout: 'Nothing new: 3 files unchanged (1 unreadable)\n'});
      expect(await db('load', '--strict')).toMatchObject({code: 1, stderr: read.stderr});
      expect(await db('load', '--reread')).toEqual(read);
      expect(JSON.parse((await db('load', '--json')).stdout)).toMatchObject({read: 3, unopened: 3});
    } finally {
      restoreClock();
    }
  });

  it('exits with 1 under --strict where a file is unreadable', async () => {
    expect(await db('load', '--strict')).toMatchObject({code: 1});
    expect(await db('load', '--strict', '--project', 'b')).toMatchObject({code: 0});
    expect(await db('load', '--strict', '--date', '2025-09-14', '--json')).toMatchObject({code: 0});
  });

  it('says where there is nothing to load', async () => {
    const {code, stderr} = await db('load', '--project', 'nope');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Warning: No files to load in .*\. Known projects: a, b\.\n$/);
  });

  it('warns of records that would not load as the same', async () => {
    await backends.execute(
      kind,
      `insert into runs (project, run_date, run_id, trace_id, data) values ('z', '${DAY}', 'z', 'z', '{}')`,
    );
    await withTemporaryDirectory(async (directory) => {
      const {stderr} = await db('export', '--out', directory);
      expect(stderr).toBe(
        `Warning: z/${DAY}/z_000000.json would not load as the same record: "trace" is not an object.\n`,
      );
    });
  });
});
