import {mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, afterEach, beforeAll, describe, expect, it} from '@jest/globals';
import fastGlob from 'fast-glob';
import {lse, spawnLse} from '../support/lse.ts';

const SECRET = 'hunter2';
/** How people write where a database is, the password in it. */
const WRITTEN = [
  `postgres://user:${SECRET}@127.0.0.1:1/lse`,
  `postgresql://user:${SECRET}@one:1,two:2/lse?sslmode=require`,
  `postgres://user@127.0.0.1:1/lse?password=${SECRET}`,
  `mysql://user:${SECRET}@127.0.0.1/lse`,
  `host=127.0.0.1 port=1 user=user password=${SECRET} dbname=lse`,
];
const [URL_TEXT = ''] = WRITTEN;

const commands = fileURLToPath(new URL('../../src/commands', import.meta.url));

interface CommandClass {
  readonly flags?: Readonly<Record<string, {readonly type: string}>>;
}

/** The id of each command, and the names of its flags. */
async function everyCommand(): Promise<{id: string[]; flags: [name: string, type: string][]}[]> {
  const paths = await fastGlob('**/*.ts', {cwd: commands, absolute: true});
  const all = [];
  for (const path of paths.sort()) {
    const {default: command} = (await import(path)) as {default: CommandClass};
    all.push({
      id: relative(commands, path).replace(/\.ts$/, '').split('/'),
      flags: Object.entries(command.flags ?? {}).map(([name, {type}]): [string, string] => [name, type]),
    });
  }
  return all;
}

let directory: string;
const before = process.cwd();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  process.chdir(directory);
});

afterEach(async () => {
  // What a command may have written under the name that it was given.
  for (const name of await readdir(directory)) {
    expect(name).not.toContain('postgres');
    await rm(join(directory, name), {recursive: true});
  }
});

afterAll(async () => {
  process.chdir(before);
  await rm(directory, {recursive: true});
});

async function expectNoSecret(
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<number> {
  const {code, stdout, stderr} = await lse(args, {
    LSE_DATABASE_URL: 'sqlite:none.db',
    LSE_DATA_DIR: '.',
    HOME: directory,
    LSE_DB_RETRIES: '0',
    ...variables,
  });
  const output = `${stdout}${stderr}`;
  expect({args, variables, shown: output.includes(SECRET) ? output : null}).toEqual({args, variables, shown: null});
  return code;
}

describe.each(WRITTEN)('%s', (written) => {
  it('shows no password as the value of any flag of any command', async () => {
    const all = await everyCommand();
    let tried = 0;
    for (const {id, flags} of all) {
      const required =
        id.at(-1) === 'export' ? ['--out', 'out'] : id.at(-1) === 'prune' ? ['--before', '2025-01-01'] : [];
      for (const [name, type] of flags) {
        // A directory may have such a name, and a report names its project.
        if (name === 'project' && !written.includes('/')) continue;
        // What is given to a flag that takes nothing is the name of the project to these commands.
        if (id[0] === 'rollout' && type !== 'option' && !written.includes('/')) continue;
        const others = required[0] === `--${name}` ? [] : required;
        const date = id[0] === 'report' && !['date', 'from', 'to'].includes(name) ? ['--date', '2025-09-13'] : [];
        const argument = type === 'option' ? [`--${name}`, written] : [`--${name}=${written}`];
        await expectNoSecret([...id, ...others, ...date, ...argument]);
        tried += 1;
      }
    }
    expect(all.length).toBeGreaterThan(11);
    expect(tried).toBeGreaterThan(60);
  }, 60_000);

  it('shows no password as an argument, an unknown flag or a command, in the program that was built', async () => {
    for (const args of [
      ['db', 'status', written],
      ['db', 'status', '--nonsense', written],
      ['db', 'status', `--nonsense=${written}`],
      ['db', 'status', `--${written}`],
      ['db', 'status', '--database-url', written, written],
      ['report', 'compare', written],
      [written],
      ['db', written],
      [`db:${written}`],
      ['--', written],
      ['help', written],
    ]) {
      const {stdout, stderr} = await spawnLse(args, {HOME: directory, LSE_DATABASE_URL: 'sqlite:none.db'}, directory);
      expect(`${stdout}${stderr}`).not.toContain(SECRET);
    }
  }, 60_000);

  it('shows no password as any setting', async () => {
    const settings = [
      'LSE_DATA_DIR',
      'LSE_REPORT_BACKEND',
      'LSE_REPORT_FALLBACK',
      'LSE_LEDGER',
      'LSE_SHADOW',
      'LSE_SHADOW_LIMIT',
      'LSE_SHADOW_PER_MINUTE',
      'LSE_MAX_FILE_BYTES',
      'LSE_CACHE',
      'LSE_ROLLOUT_FILE',
      'LSE_ROLLOUT_PROVIDER',
      'LSE_DATABASE_URL',
      'LSE_DATABASE',
    ];
    for (const name of settings) {
      expect(await expectNoSecret(['report', 'compare', '--date', '2025-09-13'], {[name]: written})).toBeGreaterThan(0);
      expect(await expectNoSecret(['db', 'status'], {[name]: written})).toBeGreaterThan(0);
    }
    for (const name of [
      'PGHOST',
      'PGPORT',
      'PGSSLMODE',
      'PGUSER',
      'PGSERVICE',
      'PGSSLROOTCERT',
      'PGCONNECT_TIMEOUT',
      'PGDATABASE',
      'PGOPTIONS',
      'PGPASSFILE',
      'PGREQUIREAUTH',
    ]) {
      const variables = {
        LSE_DATABASE_URL: 'postgres://127.0.0.1:1',
        PGCONNECT_TIMEOUT: '1',
        LSE_DB_RETRIES: '0',
        [name]: written,
      };
      expect(await expectNoSecret(['db', 'status'], variables)).toBeGreaterThan(0);
    }
  });

  it.each([
    ['LSE_DATABASE_URL ', ''],
    ['LSE_DATABASE_URL:', ''],
    ['LSE_CACHE=', ''],
    ['LSE_NONSENSE=', ''],
    ['LSE_', ''],
    ['', ''],
    ['LSE_DATABASE_URL="', ''],
    ['LSE_DATABASE_URL=x\nLSE_DATABASE_URL=', '\n'],
  ])('shows no password in a line of .env after %j', async (start, end) => {
    await writeFile('.env', `${start}${written}${end}`);
    await lse(['db', 'status'], {HOME: directory});
    const {stdout, stderr} = await lse(['db', 'status'], {HOME: directory});
    expect(`${stdout}${stderr}`).not.toContain(SECRET);
  });
});

describe('a URL as a path', () => {
  it.each([
    [
      ['report', 'zenrows-errors', '--date', '2025-09-13', '--data-dir', URL_TEXT],
      '--data-dir is a URL; expected the path',
    ],
    [['db', 'export', '--out', URL_TEXT], '--out is a URL; expected the path'],
    [['report', 'compare', '--date', '2025-09-13', '--output', URL_TEXT], '--output is a URL; expected the path'],
  ])('is refused before anything is written: %j', async (args, expected) => {
    const {code, stderr} = await lse(args, {LSE_DATABASE_URL: 'sqlite:none.db', LSE_DATA_DIR: '.'});
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain(expected);
  });
});
