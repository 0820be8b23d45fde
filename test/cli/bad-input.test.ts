import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {lse} from '../support/lse.ts';

const DATE = ['--date', '2025-09-13'];

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
});

afterAll(() => rm(directory, {recursive: true}));

/** What is said on stderr; no stack, the exit code of the contract, and nothing on stdout but that there was trouble. */
async function errorOf(args: string[], environment: Record<string, string>, code: number): Promise<string> {
  const outcome = await lse(args, {
    LSE_DATA_DIR: directory,
    LSE_DATABASE_URL: `sqlite:${directory}/none.db`,
    LSE_DB_RETRIES: '0',
    ...environment,
  });
  expect(outcome.code).toBe(code);
  expect(outcome.stdout).toMatch(args[1] === 'compare' ? /^(?:$|Inconclusive: )/ : /^$/);
  expect(outcome.stdout).not.toContain('hunter2');
  expect(outcome.stderr).toMatch(/^(?:Error: .+\n)+(?:Inconclusive: .+\n)?$/);
  expect(outcome.stderr).not.toMatch(/ at .*\.[tj]s/);
  // A comparison ends with its verdict.
  return outcome.stderr.replace(/^Inconclusive: .+\n/m, '');
}

const cases: [string, string[], Record<string, string>, string | RegExp][] = [
  [
    'an impossible date',
    ['--date', '2025-13-01'],
    {},
    `Error: Invalid date format '2025-13-01'. Expected YYYY-MM-DD.\n`,
  ],
  ['a date that no month has', ['--date', '2025-02-29'], {}, /Invalid date format '2025-02-29'/],
  ['a date in the year 0', ['--from', '0000-01-01', '--to', '0001-01-01'], {}, /Invalid date format '0000-01-01'/],
  ['no date', [], {}, /No date was given\. Give (?:one of: )?--date/],
  [
    '--from after --to',
    ['--from', '2025-09-14', '--to', '2025-09-13'],
    {},
    /--from 2025-09-14 is after --to 2025-09-13\./,
  ],
  ['--from alone', ['--from', '2025-09-14'], {}, /--from and --to go together/],
  ['--to alone', ['--to', '2025-09-14'], {}, /--from and --to go together/],
  ['--date with --to', [...DATE, '--to', '2025-09-14'], {}, /--date does not go with/],
  ['an empty project name', [...DATE, '--project', ''], {}, /Illegal project name '': it is empty/],
  ['the project .', [...DATE, '--project', '.'], {}, /Illegal project name '\.'/],
  ['the project ..', [...DATE, '--project', '..'], {}, /Illegal project name '\.\.'/],
  ['a project with a slash', [...DATE, '--project', 'a/b'], {}, /it holds a path separator/],
  ['a project with a backslash', [...DATE, '--project', 'a\\b'], {}, /it holds a path separator/],
  ['a project with NUL', [...DATE, '--project', 'a\0b'], {}, /it holds a NUL character/],
  [
    'a missing data dir',
    DATE,
    {LSE_DATA_DIR: '/nowhere/at/all'},
    /The data directory \/nowhere\/at\/all does not exist.*--data-dir/,
  ],
  ['an unknown flag', [...DATE, '--nonsense'], {}, /There is no flag --nonsense\. See: lse report .* --help/],
  [
    'an unknown variable',
    DATE,
    {LSE_DATADIR: 'x'},
    /LSE_DATADIR in the environment is not known \(known: LSE_DATA_DIR/,
  ],
  ['an empty variable', DATE, {LSE_DATA_DIR: ''}, /LSE_DATA_DIR is empty/],
  ['bytes that are no number', DATE, {LSE_MAX_FILE_BYTES: '64M'}, /LSE_MAX_FILE_BYTES is not a whole number/],
  [
    'an unknown URL scheme',
    DATE,
    {LSE_DATABASE_URL: 'mysql://u:hunter2@h/d'},
    /LSE_DATABASE_URL has an unknown scheme 'mysql:'; expected postgres/,
  ],
  ['a database URL that is a path', DATE, {LSE_DATABASE_URL: '/tmp/x.db'}, /LSE_DATABASE_URL is not a URL; expected/],
  ['a database URL without a path', DATE, {LSE_DATABASE_URL: 'sqlite:'}, /names no path/],
  ['a database URL with a bad escape', DATE, {LSE_DATABASE_URL: 'sqlite:a%zz'}, /bad percent escape/],
];

describe.each([
  ['zenrows-errors', 1],
  ['compare', 2],
] as const)('lse report %s, given bad input', (command, code) => {
  it.each(cases)('answers %s with what to do', async (_, args, environment, expected) => {
    const message = await errorOf(['report', command, ...args], environment, code);
    if (typeof expected === 'string') expect(message).toBe(expected);
    else expect(message).toMatch(expected);
    expect(message).not.toContain('hunter2');
  });
});

describe('lse', () => {
  it.each([
    ['report zenrows-errors --backend db', 1],
    ['report zenrows-detail --backend db', 1],
    ['report compare', 2],
  ])('%s asks for a schema where there is no database', async (command, code) => {
    const message = await errorOf([...command.split(' '), ...DATE], {}, code);
    expect(message).toBe(
      `Error: There is no database at sqlite:${directory}/none.db yet. Create it with: lse db migrate\n`,
    );
  });

  it.each([
    ['db', 'load'],
    ['db', 'status'],
    ['db', 'export', '--out', 'x'],
  ])('%s %s asks for a schema too', async (...args) => {
    expect(await errorOf(args, {}, 1)).toContain('lse db migrate');
  });

  it.each(['report zenrows-errors --backend db', 'report compare', 'db migrate', 'db load', 'db status'])(
    '%s says that a server cannot be reached, without the password',
    async (command) => {
      const date = command.startsWith('report') ? DATE : [];
      const url = {LSE_DATABASE_URL: 'postgres://user:hunter2@127.0.0.1:1/lse', LSE_DB_RETRIES: '0'};
      const message = await errorOf([...command.split(' '), ...date], url, command === 'report compare' ? 2 : 1);
      expect(message).toMatch(/postgres:\/\/user:\*\*\*@127\.0\.0\.1:1\/lse cannot be reached \(.*ECONNREFUSED.*\)/);
    },
  );

  it('names all faults of the settings at once', async () => {
    const message = await errorOf(
      ['db', 'status'],
      {LSE_MAX_FILE_BYTES: '0', LSE_REPORT_BACKEND: 'disk', LSE_DATABASE_URL: 'x:'},
      1,
    );
    expect(message).toContain(
      "LSE_REPORT_BACKEND names an unknown backend 'disk' (known: file, shadow, live, db, auto)",
    );
    expect(message).toContain('LSE_MAX_FILE_BYTES');
    expect(message).toContain('LSE_DATABASE_URL');
  });

  it('lets a flag stand above a wrong variable, so that a rollback works whatever the environment says', async () => {
    const outcome = await lse(['report', 'zenrows-errors', ...DATE, '--backend', 'file'], {
      LSE_REPORT_BACKEND: 'nonsense',
      LSE_DATA_DIR: directory,
    });
    expect(outcome.code).toBe(0);
  });

  it('refuses an unknown backend from the flag', async () => {
    expect(await errorOf(['report', 'zenrows-errors', ...DATE, '--backend', 'disk'], {}, 1)).toBe(
      "Error: --backend names an unknown backend 'disk' (known: file, shadow, live, db, auto). See what it takes with: lse report zenrows-errors --help\n",
    );
  });

  it.each([
    ['--control', 'ftp://x', /The URL of --control has an unknown scheme 'ftp:'; expected file:<dir>/],
    ['--candidate', 'nonsense', /The URL of --candidate is not a URL/],
    ['--control', 'file:/nowhere/at/all', /The data directory \/nowhere\/at\/all does not exist/],
  ])('report compare refuses %s %s', async (flag, url, expected) => {
    expect(await errorOf(['report', 'compare', ...DATE, flag, url], {}, 2)).toMatch(expected);
  });

  it.each([
    [['db', 'status', '--database=postgres://u:hunter2@h/db']],
    [['db', 'status', '--postgres://u:hunter2@h/db']],
    [['report', 'compare', ...DATE, 'postgres://u:hunter2@h/db']],
  ])('shows no password of a mistyped flag: %j', async (args) => {
    const {code, stdout, stderr} = await lse(args);
    expect({code: code > 0, stdout}).toEqual({code: true, stdout: ''});
    expect(stderr).toMatch(
      /^Error: (?:There is no (?:such )?flag(?: --database)?|Too many arguments were given to lse report compare)\./,
    );
    expect(stderr).not.toContain('hunter2');
  });

  it('shows a stack under LSE_DEBUG=1, and still no password', async () => {
    const {stderr} = await lse(['db', 'status'], {
      LSE_DEBUG: '1',
      LSE_DATABASE_URL: 'postgres://user:hunter2@127.0.0.1:1/lse',
    });
    expect(stderr).toMatch(/\n {4}at /);
    expect(stderr).not.toContain('hunter2');
  });

  it('reads .env, below the environment', async () => {
    await writeFile(join(directory, '.env'), 'LSE_REPORT_BACKEND=db\nLSE_DATA_DIR=/nowhere\n');
    const cwd = process.cwd();
    process.chdir(directory);
    try {
      const fromFile = await lse(['report', 'zenrows-errors', ...DATE]);
      expect(fromFile.stderr).toContain('There is no database at sqlite:');
      const above = await lse(['report', 'zenrows-errors', ...DATE], {LSE_REPORT_BACKEND: 'file', LSE_DATA_DIR: '.'});
      expect(above.code).toBe(0);
      await writeFile(join(directory, '.env'), 'LSE_BACKEND=db\n');
      expect((await lse(['db', 'status'])).stderr).toContain('LSE_BACKEND in .env is not known');
    } finally {
      process.chdir(cwd);
      await rm(join(directory, '.env'));
    }
  });
});
