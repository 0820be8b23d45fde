import {readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {withOutput} from '../../src/cli/output-file.ts';
import {hasColour} from '../../src/cli/terminal.ts';
import {Backends} from '../support/backends.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13';
const LONG = 'x'.repeat(180);

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
  await backends.useTree({
    [`a/${DAY}/1.json`]: failingDocument('1', {
      error: `${LONG} 直近24時間の取引高は前日比で増加し、価格は安定しています ${LONG}`,
    }),
    [`${LONG}/${DAY}/2.json`]: documentOf('2', {outputs: {text: LONG.repeat(9)}}),
  });
  await backends.load('sqlite');
  await backends.execute(
    'sqlite',
    `update runs set data = json_set(data, '$.trace.error', 'other') where run_id = '1'`,
  );
  await backends.execute('sqlite', `delete from runs where run_id = '2'`);
});

afterAll(() => backends.destroy());

function compare(...args: string[]): Promise<Outcome> {
  const environment = {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: backends.urls.sqlite};
  return lse(['report', 'compare', '--date', DAY, '--all-projects', ...args], environment);
}

describe('the text of a comparison', () => {
  it('fits into 80 columns, whatever the names and values', async () => {
    const {stdout} = await compare();
    // A location is one word of the user's own; everything else is broken where it has to be.
    const widths = stdout
      .split('\n')
      .map((line) => [...line].reduce((sum, char) => sum + (char > '\u2e80' ? 2 : 1), 0));
    expect(Math.max(...widths)).toBeLessThanOrEqual(80);
    expect(stdout).toContain('missing in candidate');
  });

  it('has no colour where stdout is no terminal', async () => {
    expect((await compare()).stdout).not.toContain('\u001b');
  });
});

describe('colour', () => {
  it('is for terminals, unless NO_COLOR or TERM=dumb says otherwise', () => {
    const {isTTY} = process.stdout;
    try {
      process.stdout.isTTY = true;
      expect([hasColour({}), hasColour({NO_COLOR: ''}), hasColour({NO_COLOR: '1'}), hasColour({TERM: 'dumb'})]).toEqual(
        [true, true, false, false],
      );
      process.stdout.isTTY = false;
      expect(hasColour({})).toBe(false);
    } finally {
      process.stdout.isTTY = isTTY;
    }
  });
});

describe('--also', () => {
  it('writes the same comparison in other formats, each as it would be alone', () =>
    withTemporaryDirectory(async (directory) => {
      const path = (name: string): string => join(directory, name);
      const formats = ['json', 'markdown', 'junit', 'html'];
      const {code, stdout} = await compare(...formats.flatMap((format) => ['--also', `${format}=${path(format)}`]));
      expect({code, stdout}).toMatchObject({code: 1});
      // Times differ from run to run, and with them where a line is broken.
      const inert = (text: string): string => text.replace(/[0-9.]+/g, '#').replace(/\s+/g, ' ');
      expect(inert(stdout)).toBe(inert((await compare()).stdout));
      for (const format of formats) {
        await compare('--format', format, '--output', path('alone'));
        const [also, alone] = [await readFile(path(format), 'utf8'), await readFile(path('alone'), 'utf8')];
        expect(inert(also).length).toBeGreaterThan(500);
        if (format !== 'html') expect(inert(also)).toBe(inert(alone));
      }
    }));

  it.each([[['pdf=x']], [['html']], [['html=']], [['html=postgres://u:hunter2@h/d']], [['html=x', 'junit=./x']]])(
    'is refused as %j, and shows no password',
    async (values) => {
      const {code, stderr, stdout} = await compare(...values.flatMap((value) => ['--also', value]));
      expect({code, stdout}).toEqual({code: 2, stdout: ''});
      expect(stderr).toMatch(/^Error: (An --also is not FORMAT=FILE|Two outputs name the same file)/);
      expect(stderr).not.toContain('hunter2');
    },
  );
});

describe('--output', () => {
  it('takes the place of stdout, and of what the file held before', async () => {
    await withTemporaryDirectory(async (directory) => {
      const file = join(directory, 'parity.json');
      await writeFile(file, 'before'.repeat(100_000));
      const {code, stdout} = await compare('--format', 'json', '--output', file);
      expect({code, stdout}).toEqual({code: 1, stdout: ''});
      expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({kind: 'lse-comparison'});
    });
  });

  it('is looked at before the work begins, and is gone if that fails', async () => {
    await withTemporaryDirectory(async (directory) => {
      const file = join(directory, 'yesterday.txt');
      await writeFile(file, 'before');
      const work = withOutput(file, async () => {
        expect(await readdir(directory)).toEqual([]);
        throw new Error('out');
      });
      await expect(work).rejects.toThrow('out');
      expect(await readdir(directory)).toEqual([]);
      let isCalled = false;
      const nowhere = withOutput(join(directory, 'no', 'such'), async () => {
        isCalled = true;
      });
      await expect(nowhere).rejects.toMatchObject({code: 'LSE_OUTPUT'});
      expect(isCalled).toBe(false);
    });
  });
});
