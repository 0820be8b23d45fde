import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {progressOf} from '../../src/cli/progress.ts';
import {errorText} from '../../src/compare/formats/error-text.ts';
import {Backends} from '../support/backends.ts';
import {withBrokenDetail} from '../support/broken-detail.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13';

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
  await backends.useTree({
    [`p/${DAY}/a.json`]: failingDocument('a'),
    [`p/${DAY}/b.json`]: 'NaN',
    'p/2025-09-14/c.json': documentOf('c'),
  });
  await backends.load('sqlite');
});

afterAll(() => backends.destroy());

function run(...args: string[]): Promise<Outcome> {
  return lse(args, {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: backends.urls.sqlite});
}

describe('an unreadable file', () => {
  const named = `Warning: p/${DAY}/b.json is unreadable and not counted: not JSON: an unexpected character at offset 0.\nUnreadable files: 1.\n`;

  it('is named on stderr by zenrows-detail', async () => {
    expect(await run('report', 'zenrows-detail', '--date', DAY)).toMatchObject({code: 0, stderr: named});
  });

  it('is named on stderr by compare, whichever side met it', async () => {
    const asControl = await run('report', 'compare', '--date', DAY);
    const withVerdict = `${named}The same: 2 of 2 questions.\n`;
    expect(asControl).toMatchObject({code: 0, stderr: withVerdict});
    const tree = `file:${encodeURI(backends.dataDir)}`;
    const asCandidate = await run(
      'report',
      'compare',
      '--date',
      DAY,
      '--control',
      backends.urls.sqlite,
      '--candidate',
      tree,
    );
    expect(asCandidate).toMatchObject({code: 0, stderr: withVerdict});
  });

  it('is one that is too large, if LSE_MAX_FILE_BYTES says so', async () => {
    const {stderr} = await lse(['report', 'zenrows-errors', '--date', DAY], {
      LSE_DATA_DIR: backends.dataDir,
      LSE_MAX_FILE_BYTES: '1',
    });
    expect(stderr).toContain('Unreadable files: 2.');
  });
});

describe('the backend', () => {
  it('is the files, unless LSE_REPORT_BACKEND or --backend says db', async () => {
    await backends.execute('sqlite', 'delete from runs');
    const total = async (args: string[], environment: Record<string, string>): Promise<string | undefined> => {
      const variables = {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: backends.urls.sqlite, ...environment};
      const {stdout} = await lse(['report', 'zenrows-errors', '--date', '2025-09-14', ...args], variables);
      return stdout.split(',').at(-3);
    };
    expect(await total([], {})).toBe('1');
    expect(await total([], {LSE_REPORT_BACKEND: 'file'})).toBe('1');
    expect(await total([], {LSE_REPORT_BACKEND: 'db'})).toBe('0');
    expect(await total(['--backend', 'db'], {})).toBe('0');
    expect(await total(['--backend', 'file'], {LSE_REPORT_BACKEND: 'db'})).toBe('1');
    await backends.load('sqlite');
  });
});

describe('progress', () => {
  it('goes to stderr alone, and only where that is a terminal', async () => {
    const written = {stdout: '', stderr: ''};
    const {isTTY} = process.stderr;
    const originals = {stdout: process.stdout.write, stderr: process.stderr.write};
    for (const name of ['stdout', 'stderr'] as const) {
      process[name].write = ((text: string | Uint8Array) => {
        written[name] += text.toString();
        return true;
      }) as typeof process.stdout.write;
    }
    const loading = () =>
      progressOf({progress: null})({label: 'Loading', unit: 'files', total: 1}, async ({advance}) => advance());
    try {
      process.stderr.isTTY = false;
      await loading();
      expect(written).toEqual({stdout: '', stderr: ''});
      process.stderr.isTTY = true;
      await loading();
      expect(written).toEqual({stdout: '', stderr: expect.stringContaining('Loading')});
    } finally {
      process.stdout.write = originals.stdout;
      process.stderr.write = originals.stderr;
      process.stderr.isTTY = isTTY;
    }
  });
});

describe('a data dir', () => {
  it('that is a file is an error', async () => {
    const file = join(backends.dataDir, 'p', DAY, 'a.json');
    const {code, stderr} = await lse(['report', 'zenrows-errors', '--date', DAY], {LSE_DATA_DIR: file});
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Error: The data directory .* does not exist or is not a directory\. /m);
  });
});

describe('a message', () => {
  it('of a query that fails shows neither the password nor the query', async () => {
    const url = new URL(backends.urls.postgres);
    url.password = 'hunter2';
    await withBrokenDetail(backends, 'postgres', async () => {
      const {code, stdout, stderr} = await lse(['db', 'status'], {LSE_DATABASE_URL: url.href});
      expect({code, stdout}).toEqual({code: 1, stdout: ''});
      expect(stderr).toMatch(/^Error: The database postgres:.*:\*\*\*@.* failed \(.*division by zero.*\)\. .*\n$/);
      expect(stderr).not.toMatch(/hunter2|select/i);
    });
  });

  it('of any error in a comparison shows no stack', () => {
    expect(errorText(new Error('what went wrong'))).toBe('what went wrong');
  });
});
