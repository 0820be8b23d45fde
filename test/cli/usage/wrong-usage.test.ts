import {describe, expect, it} from '@jest/globals';
import {lse} from '../../support/lse.ts';

const COMPARE = 'lse report compare';

describe('a command that there is not', () => {
  it.each([
    ['report zenrows-error --date 2025-09-13', '`lse report zenrows-errors`', 'lse report --help'],
    ['report zenrows-error 2025-09-13', '`lse report zenrows-errors`', 'lse report --help'],
    ['zenrows-errors', '`lse report zenrows-errors`', 'lse --help'],
    ['compare', '`lse report compare`', 'lse --help'],
    ['report zen', '`lse report zenrows-detail` or `lse report zenrows-errors`', 'lse report --help'],
    ['db:lod', '`lse db load`', 'lse db --help'],
    ['db acess list', '`lse db access list`', 'lse db --help'],
    ['rep', '`lse report`', 'lse --help'],
    ['vresion', '`lse version`', 'lse --help'],
    ['helpp db load', '`lse help`', 'lse --help'],
    ['help db lod', '`lse db load`', 'lse db --help'],
    ['db lod --help', '`lse db load`', 'lse db --help'],
  ])('is told with the one that was meant: %s', async (line, meant, help) => {
    const {code, stdout, stderr} = await lse(line.split(' '));
    expect({code, stdout}).toEqual({code: 1, stdout: ''});
    expect(stderr).toMatch(/^Error: There is no command '[^\n]*\n$/);
    expect(stderr).toContain(`Did you mean ${meant}? See: ${help}\n`);
  });

  it.each(['nonsense', 'report nonsense', '--help nonsense'])('is not guessed at: %s', async (line) => {
    const {code, stderr} = await lse(line.split(' '));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Error: There is no command '(?:report )?nonsense'\. See: lse (?:report )?--help\n$/);
  });

  it('is an error as JSON for who asked for JSON', async () => {
    const {code, stdout, stderr} = await lse(['db', 'lod', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'LSE_USAGE',
        message: "There is no command 'db lod'.",
        hint: 'Did you mean `lse db load`? See: lse db --help',
      },
    });
    expect(stderr).toContain("There is no command 'db lod'.");
  });
});

describe('a flag or an argument that a command does not take', () => {
  it.each([
    [
      'report zenrows-errors --dat 2025-09-13',
      1,
      'There is no flag --dat. Did you mean --date? See: lse report zenrows-errors --help',
    ],
    ['db verify --nope', 2, 'There is no flag --nope. See: lse db verify --help'],
    ['db verify --nope=secret', 2, 'There is no flag --nope. See: lse db verify --help'],
    ['db load --date', 1, '--date needs a value. See: lse db load --help'],
    ['db export', 1, '--out is missing. See: lse db export --help'],
    ['import', 1, 'SOURCE is missing. Give it: lse import SOURCE; see: lse import --help'],
    ['completion tcsh', 1, 'tcsh is none of: bash, zsh, fish. See: lse completion --help'],
    ['db verify --format xml', 2, '--format xml is none of: text, json. See: lse db verify --help'],
    ['db migrate --dry-run', 1, '--dry-run needs --adopt, too. See: lse db migrate --help'],
    [
      'db load --project a --exclude-project b',
      1,
      '--project does not go with --exclude-project. See: lse db load --help',
    ],
    [
      'rollout audit p --archive x --questions y',
      2,
      '--questions is wrong: y is no whole number. See: lse rollout audit --help',
    ],
    [
      'db export --out postgres://u:hunter2@h/x',
      1,
      '--out is a URL; expected the path. A database is given with LSE_DATABASE_URL or --database-url.',
    ],
    ['db migrate foo', 1, "Too many arguments were given to lse db migrate: 'foo'. See: lse db migrate --help"],
    ['db migrate foo=bar', 1, 'Too many arguments were given to lse db migrate. See: lse db migrate --help'],
  ])('is told in plain words: %s', async (line, code, said) => {
    expect(await lse(line.split(' '))).toEqual({code, stdout: '', stderr: `Error: ${said}\n`});
  });
});

describe('a date without its flag', () => {
  it.each([
    ['report zenrows-errors 2025-09-13', '--date: lse report zenrows-errors --date 2025-09-13'],
    [
      'report zenrows-errors 2025-09-13 --project a --cache',
      '--date: lse report zenrows-errors --date 2025-09-13 --project a --cache',
    ],
    [
      'report zenrows-errors 2025-09-14 2025-09-13',
      '--from and --to: lse report zenrows-errors --from 2025-09-13 --to 2025-09-14',
    ],
    [
      'report zenrows-errors --date 2025-09-13 2025-09-14',
      '--from and --to: lse report zenrows-errors --from 2025-09-13 --to 2025-09-14',
    ],
    [`${COMPARE.slice(4)} 2025-09-13`, `--date: ${COMPARE} --date 2025-09-13`],
    ['report run top-errors 2025-09-13', '--date: lse report run top-errors --date 2025-09-13'],
    [
      'db load 2025-09-13 --database-url postgres://u:hunter2@h/d',
      "--date: lse db load --date 2025-09-13 --database-url 'postgres://u:***@h/d'",
    ],
    ['report zenrows-detail 2025-09-13 2025-09-14', '--date: lse report zenrows-detail --date 2025-09-13'],
  ])('is told where it belongs: %s', async (line, said) => {
    const {code, stdout, stderr} = await lse(line.split(' '));
    expect({code, stdout}).toEqual({code: line.startsWith('report compare') ? 2 : 1, stdout: ''});
    expect(stderr.endsWith(`. Dates are given with ${said}\n`)).toBe(true);
  });

  it('is no date if it is none, or if the command takes none', async () => {
    expect((await lse(['db', 'load', '2025-02-30'])).stderr).toContain('See: lse db load --help');
    expect((await lse(['db', 'status', '2025-09-13'])).stderr).toContain('See: lse db status --help');
  });
});

describe('help and version', () => {
  it.each([['help'], ['-h'], ['--help']])('of the program: lse %s', async (...args) => {
    expect(await lse(args)).toMatchObject({code: 0, stdout: expect.stringContaining('TOPICS'), stderr: ''});
  });

  it.each(['help db load', 'db load -h', 'db load --help'])('of a command are the same: lse %s', async (line) => {
    expect(await lse(line.split(' '))).toEqual(await lse(['db', 'load', '--help']));
    expect((await lse(line.split(' '))).stdout).toContain('EXIT CODES\n  0  Loaded');
  });

  it('of a topic are its commands', async () => {
    expect((await lse(['help', 'db'])).stdout).toContain('db load');
  });

  it.each(['version', '-v', '--version', 'db load -v'])('the version is printed by lse %s', async (line) => {
    expect(await lse(line.split(' '))).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^lse\/\d[^\n]*\n$/),
      stderr: '',
    });
  });

  it('a flag that is given -v has it for its value', async () => {
    expect((await lse(['db', 'load', '--project', '-v'])).stdout).not.toMatch(/^lse\//);
  });
});
