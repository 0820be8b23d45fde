import {linkSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {startPostgres} from '../../scripts/postgres-server.js';
import {PostgresDatabase} from '../../src/backends/db/postgres/postgres-database.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {createPostgresDatabase} from '../support/postgres.ts';
import {documentOf} from '../support/trace-tree.ts';

const DAY = '2025-09-13';

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
  await backends.useTree({[`a/${DAY}/1.json`]: documentOf('1'), [`b/${DAY}/2.json`]: documentOf('2')});
  for (const kind of databaseKinds) await backends.load(kind);
});

afterAll(() => backends.destroy());

const compare = (control: string, candidate: string, ...args: string[]): Promise<Outcome> =>
  lse(['report', 'compare', '--date', DAY, '--control', control, '--candidate', candidate, ...args]);

async function expectRefused(control: string, candidate: string): Promise<void> {
  const {code, stdout, stderr} = await compare(control, candidate);
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
  expect(stderr).toMatch(
    /^Error: Control and candidate are one source: .+\. Name another one with --control or --candidate, or allow it with --allow-same\.\n$/,
  );
  expect(await compare(control, candidate, '--allow-same')).toMatchObject({code: 0});
}

describe('a source compared with itself', () => {
  it('is refused where it is one tree, by whatever path', async () => {
    const link = join(backends.dataDir, '..', 'link-to-tree');
    symlinkSync(backends.dataDir, link);
    for (const path of [backends.dataDir, `${backends.dataDir}/../${backends.dataDir.split('/').at(-1)}/`, link]) {
      await expectRefused(`file:${backends.dataDir}`, `file:${path}`);
    }
  });

  it('is refused where it is one SQLite file, by whatever path', async () => {
    const path = backends.urls.sqlite.slice('sqlite:'.length);
    symlinkSync(path, `${path}-link`);
    linkSync(path, `${path}-hard`);
    for (const other of [path, `${path}-link`, `${path}-hard`]) {
      await expectRefused(backends.urls.sqlite, `sqlite:${other}`);
    }
  });

  it('is refused where it is one database of a PostgreSQL server, by whatever name of the host', async () => {
    const url = new URL(backends.urls.postgres);
    const other = new URL(url);
    other.hostname = url.hostname === 'localhost' ? '127.0.0.1' : 'localhost';
    const zoned = new URL(url);
    // Not by searchParams, which would write a blank as +.
    zoned.search = `?options=${encodeURIComponent('-c TimeZone=Asia/Tokyo -c DateStyle=German -c extra_float_digits=0')}`;
    for (const each of [url, other, zoned]) await expectRefused(url.href, each.href);
  });

  it('is two where they only hold the same: trees, databases of one server, and servers', async () => {
    const control = `file:${backends.dataDir}`;
    const files = {[`a/${DAY}/1.json`]: documentOf('1'), [`b/${DAY}/2.json`]: documentOf('2')};
    const second = await Backends.create();
    try {
      await second.useTree(files);
      for (const kind of databaseKinds) await second.load(kind);
      expect(await compare(control, `file:${second.dataDir}`)).toMatchObject({code: 0});
      expect(await compare(control, backends.urls.sqlite)).toMatchObject({code: 0});
      for (const kind of databaseKinds) {
        expect(await compare(backends.urls[kind], second.urls[kind])).toMatchObject({code: 0});
      }
    } finally {
      await second.destroy();
    }
  });

  it('is two where two servers have the same numbers, as copies of one cluster have', async () => {
    const identities = new Set<string | null>();
    const given = process.env.LSE_TEST_DATABASE_URL;
    delete process.env.LSE_TEST_DATABASE_URL;
    const server = await startPostgres();
    if (given !== undefined) process.env.LSE_TEST_DATABASE_URL = given;
    const {url, drop} = await createPostgresDatabase('migrated');
    try {
      const ask = (of: string) => new PostgresDatabase(of).withSource((source) => source.identity());
      const theirs = new URL(server.url);
      await new PostgresDatabase(theirs.href).migrate();
      for (const each of [url, url, theirs.href, theirs.href]) identities.add(await ask(each));
    } finally {
      await drop();
      await server.stop();
    }
    const moments = [...identities].map((identity) => identity?.split(' ')[1]);
    expect([identities.size, new Set(moments).size]).toEqual([2, 2]);
  });
});

describe('what was asked for by name', () => {
  const environment = (kind: (typeof databaseKinds)[number]) => ({
    LSE_DATA_DIR: backends.dataDir,
    LSE_DATABASE_URL: backends.urls[kind],
  });

  it.each(databaseKinds)(
    'and has no record on either side ends with 3, whatever else matched, with %s',
    async (kind) => {
      const known = 'Known projects: a, b.';
      const cases: [string[], number, string][] = [
        [
          ['--date', DAY, '--project', 'a', '--project', 'nobody'],
          3,
          `a record of project 'nobody' on the dates asked. ${known}`,
        ],
        [
          ['--all-dates', '--project', 'a', '--project', 'nobody'],
          3,
          `a record of project 'nobody' on the dates asked. ${known}`,
        ],
        [['--from', '2025-09-01', '--to', '2025-09-30', '--project', 'a'], 0, ''],
        [['--from', '2025-09-01', '--to', DAY], 0, ''],
        [['--date', '2025-09-12'], 3, `a record on the dates asked. ${known}`],
        [['--date', '2025-09-12', '--all-projects'], 3, `a record on the dates asked. ${known}`],
        [['--date', '2025-09-12', '--project', 'a'], 3, `a record of project 'a' on the dates asked. ${known}`],
      ];
      for (const [args, code, message] of cases) {
        const outcome = await lse(['report', 'compare', ...args], environment(kind));
        expect([args, outcome.code]).toEqual([args, code]);
        const warning = message === '' ? '' : `Warning: Neither side has ${message}\n`;
        expect(outcome.stderr.startsWith(warning)).toBe(true);
        expect(outcome.stderr.slice(warning.length)).toMatch(/^(?:The same|Nothing was compared): .+\n$/);
      }
      const args = ['report', 'compare', '--date', DAY, '--project', 'a', '--project', 'nobody'];
      const {stdout} = await lse(args, environment(kind));
      expect(stdout).toContain('Nothing was compared: ');
      expect(stdout).toContain('neither side has a record of project nobody on any date asked\n');
      const {summary} = JSON.parse((await lse([...args, '--json'], environment(kind))).stdout);
      expect(summary).toMatchObject({conclusion: 'nothing compared', matched: 2, withoutRecords: ['nobody']});
    },
  );

  it.each(databaseKinds)('ends a verification with 3, too, with %s', async (kind) => {
    const verify = (...args: string[]): Promise<Outcome> => lse(['db', 'verify', ...args], environment(kind));
    expect(await verify('--project', 'nobody')).toMatchObject({
      code: 3,
      stderr:
        "Warning: Neither side has a record of project 'nobody' on the dates asked. Known projects: a, b.\nNothing was compared: neither side has a record.\n",
    });
    expect(await verify('--date', '2025-09-12')).toMatchObject({code: 3});
    expect(await verify('--from', '2025-09-01', '--to', DAY, '--project', 'a')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^The same: .*\n$/),
    });
  });

  it('is trouble where a side could not answer, and different where a side alone has a record', async () => {
    const args = ['report', 'compare', '--date', DAY, '--project', 'a', '--project', 'nobody'];
    const missing = await lse(args, {LSE_DATA_DIR: '/nonexistent', LSE_DATABASE_URL: backends.urls.sqlite});
    expect(missing).toMatchObject({code: 2, stderr: expect.not.stringContaining('Neither side')});
    await backends.execute('sqlite', `delete from runs where project = 'a'`);
    expect(await lse(args, environment('sqlite'))).toMatchObject({code: 1});
    await backends.load('sqlite');
  });
});
