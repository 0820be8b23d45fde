import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {cp, readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {SqliteDatabase} from '../../src/backends/db/sqlite/sqlite-database.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {withoutDistribution} from '../support/citus.ts';
import {spawnLse} from '../support/lse.ts';
import {createPostgresDatabase, type TestDatabase} from '../support/postgres.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {writeTree} from '../support/trace-tree.ts';

// What a user runs: bin/run.js from dist, which `npm test` builds first.

const root = fileURLToPath(new URL('../..', import.meta.url));
const tree = join(root, 'fixtures', 'tree');
const RANGE = ['--from', '2025-09-13', '--to', '2025-09-15'];

let postgres: TestDatabase;

beforeAll(async () => {
  postgres = await createPostgresDatabase('empty');
});

afterAll(() => postgres.drop());

describe.each(databaseKinds)('the way of a newcomer with %s', (kind) => {
  it('leads from an empty directory to a comparison that agrees, and back', async () => {
    await withTemporaryDirectory(async (directory) => {
      const environment = {LSE_DATA_DIR: tree, ...(kind === 'postgres' ? {LSE_DATABASE_URL: postgres.url} : {})};
      const lse = (...args: string[]) => spawnLse(args, environment, directory);
      expect((await lse('db', 'status')).code).toBe(1);
      const migrated = await lse('db', 'migrate');
      expect({...migrated, stderr: withoutDistribution(migrated.stderr)}).toMatchObject({code: 0, stderr: ''});
      expect(await lse('db', 'load')).toMatchObject({code: 0, stdout: expect.stringContaining('Updated:    0\n')});
      for (const backend of ['file', 'db']) {
        const errors = await lse('report', 'zenrows-errors', ...RANGE, '--backend', backend);
        expect(errors.stdout).toBe(readFileSync(join(root, 'fixtures/expected/all/zenrows-errors.csv'), 'utf8'));
        const detail = await lse('report', 'zenrows-detail', '--date', '2025-09-13', '--backend', backend);
        expect(detail.stdout).toBe(
          readFileSync(join(root, 'fixtures/expected/all/zenrows-detail-2025-09-13.txt'), 'utf8'),
        );
      }
      expect((await lse('report', 'compare', ...RANGE)).code).toBe(0);
      expect(await lse('db', 'export', '--out', 'exported')).toMatchObject({code: 0, stderr: ''});
      await lse('db', 'migrate', '--database-url', 'sqlite:again.db');
      await lse('db', 'load', '--data-dir', 'exported', '--database-url', 'sqlite:again.db', '--strict');
      const again = await lse('report', 'compare', ...RANGE, '--candidate', 'sqlite:again.db');
      expect(again.code).toBe(0);
    });
  });
});

describe('bin/run.js', () => {
  it('prints help with examples for every command', async () => {
    for (const command of [
      'report zenrows-errors',
      'report zenrows-detail',
      'report compare',
      'db migrate',
      'db status',
      'db load',
      'db export',
    ]) {
      const {code, stdout} = await spawnLse([...command.split(' '), '--help']);
      expect({command, code}).toEqual({command, code: 0});
      expect(stdout).toContain(`$ lse ${command}`);
      expect(stdout).toContain('EXAMPLES');
      // Broken nowhere, since it goes to no terminal.
      expect(stdout.match(/USAGE\n(?: .*\n)+/)?.[0].split('\n')).toHaveLength(3);
    }
  });

  it.each([[['nonsense']], [['report', 'nonsense']]])('exits with 1 for the unknown command %j', async (args) => {
    const {code, stdout, stderr} = await spawnLse(args);
    expect({code, stdout}).toEqual({code: 1, stdout: ''});
    expect(stderr).toMatch(/^Error: There is no command '(report )?nonsense'\. See: lse (?:report )?--help\n$/);
  });

  it('writes a report whole into a slow pipe, and ends quietly where the reader leaves', async () => {
    await withTemporaryDirectory(async (directory) => {
      await cp(tree, join(directory, 'data'), {recursive: true});
      const command = `"${process.execPath}" "${root}bin/run.js" report zenrows-detail --date 2025-09-13 2>/dev/null`;
      const run = (pipe: string): Promise<string> =>
        new Promise((resolve) => {
          const child = spawn('sh', ['-c', `${command} | ${pipe}`], {cwd: directory});
          let text = '';
          child.stdout.on('data', (chunk) => {
            text += chunk;
          });
          child.once('close', () => resolve(text));
        });
      const whole = readFileSync(join(root, 'fixtures/expected/all/zenrows-detail-2025-09-13.txt'), 'utf8');
      expect(await run('(sleep 0.5; cat)')).toBe(whole);
      expect(await run('head -1')).toBe('Zenrows Error Detail Report\n');
    });
  });

  it('prints the report where nobody listens to stderr, and a plain error where stdout is full', async () => {
    const lse = `"${process.execPath}" "${root}bin/run.js" report zenrows-errors --date 2020-01-01 --data-dir "${tree}"`;
    const shell = (script: string): Promise<{code: number | null; text: string}> =>
      new Promise((resolve) => {
        const child = spawn('bash', ['-c', script]);
        let text = '';
        child.stdout.on('data', (chunk) => {
          text += chunk;
        });
        child.once('close', (code) => resolve({code, text}));
      });
    const deaf = await shell(`${lse} 2> >(exec <&-; sleep 1)`);
    expect(deaf.text).toBe('Date,Total Traces,Zenrows Errors,Error Rate\n2020-01-01,0,0,0.0%\n');
    if (process.platform !== 'linux') return; // Only Linux has a device that is always full.
    const full = await shell(`{ ${lse} > /dev/full; } 2>&1`);
    expect(full).toEqual({
      code: 1,
      text: expect.stringMatching(/^(?:Warning: .*\n)+Error: The output cannot be written \(ENOSPC\)\. .*\n$/),
    });
  });

  it('shows no password of a URL that stands where a command should', async () => {
    const {code, stderr} = await spawnLse(['db', 'status', 'postgres://u:hunter2@h/db']);
    expect(code).toBe(1);
    expect(stderr).not.toContain('hunter2');
  });

  it('runs nothing that lies in the data dir, which oclif would take for its own', async () => {
    await withTemporaryDirectory(async (directory) => {
      const plugin = join(directory, 'node_modules', 'lse-plugin-evil');
      await writeTree(directory, {
        'package.json': {
          name: 'lse',
          private: true,
          dependencies: {'lse-plugin-evil': '1.0.0'},
          oclif: {schema: 1, plugins: [{name: 'lse-plugin-evil', type: 'user'}]},
        },
        'node_modules/lse-plugin-evil/package.json': {
          name: 'lse-plugin-evil',
          version: '1.0.0',
          oclif: {hooks: {init: './init.js'}},
        },
        'node_modules/lse-plugin-evil/init.js': `require('fs').writeFileSync(${JSON.stringify(join(plugin, 'ran'))}, ''); module.exports = () => {};`,
      });
      const {code} = await spawnLse(
        ['report', 'zenrows-errors', '--date', '2025-09-13'],
        {LSE_DATA_DIR: directory},
        directory,
      );
      expect(code).toBe(0);
      await expect(readdir(plugin)).resolves.toEqual(['init.js', 'package.json']);
    });
  });

  it('ends with the exit codes of a comparison', async () => {
    const backends = await Backends.create();
    await backends.useTree({'p/2025-09-13/a.json': {trace: {id: 'a'}}});
    const compare = (...args: string[]) =>
      spawnLse(['report', 'compare', ...args], {
        LSE_DATA_DIR: backends.dataDir,
        LSE_DATABASE_URL: backends.urls.sqlite,
      });
    await backends.load('sqlite');
    expect((await compare('--date', '2025-09-13')).code).toBe(0);
    expect((await compare('--date', '2025-09-14')).code).toBe(3);
    await backends.empty('sqlite');
    expect((await compare('--date', '2025-09-13')).code).toBe(1);
    expect((await compare('--date', '2025-09-31')).code).toBe(2);
    expect((await compare('--date', '2025-09-13', '--nonsense')).code).toBe(2);
    expect((await compare('--date', '2025-09-13', '--report', 'nonsense')).code).toBe(2);
    await expect(new SqliteDatabase(backends.urls.sqlite.slice(7)).status()).resolves.toMatchObject({records: 0});
    await backends.destroy();
  });
});
