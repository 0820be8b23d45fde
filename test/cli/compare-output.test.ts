import {mkdir, readdir, readFile, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {withOutput} from '../../src/cli/output-file.ts';
import {parseOutputs, withOutputs} from '../../src/cli/outputs.ts';
import {hasColour} from '../../src/cli/terminal.ts';
import {formatEndings} from '../../src/compare/formats/format.ts';
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

/** As on a terminal of so many columns. */
async function onTerminal<T>(columns: number, work: () => Promise<T>): Promise<T> {
  const before = Object.getOwnPropertyDescriptors(process.stdout);
  Object.defineProperty(process.stdout, 'isTTY', {value: true, configurable: true, writable: true});
  Object.defineProperty(process.stdout, 'columns', {value: columns, configurable: true, writable: true});
  try {
    return await work();
  } finally {
    for (const name of ['isTTY', 'columns'] as const) {
      delete (process.stdout as Partial<typeof process.stdout>)[name];
      if (before[name] !== undefined) Object.defineProperty(process.stdout, name, before[name]);
    }
  }
}

function widthOf(line: string): number {
  return [...line].reduce((sum, char) => sum + (char > '\u2e80' ? 2 : 1), 0);
}

describe('the text of a comparison', () => {
  it.each([60, 80, 132])('fits into a terminal of %d columns, but for what is one word', async (columns) => {
    const {stdout} = await onTerminal(columns, () => compare());
    const wide = stdout
      .replace(/\u001b\[\d+m/g, '')
      .split('\n')
      .filter((line) => widthOf(line) > columns);
    expect(wide.length).toBeGreaterThan(0);
    expect(wide.filter((line) => !line.includes(LONG) && /\S\s+\S/.test(line))).toEqual([]);
    expect(stdout).toContain('missing in candidate');
  });

  it('is broken nowhere where stdout is no terminal, which has a line a fact', async () => {
    const {stdout} = await compare();
    const terminal = await onTerminal(80, () => compare());
    expect(stdout.split('\n').length).toBeLessThan(terminal.stdout.split('\n').length);
    expect(stdout).toContain(`${LONG} 直近24時間の取引高は前日比で増加し、価格は安定しています ${LONG}`);
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

  it('may be given several times: one comparison, each file in the format that its name says', () =>
    withTemporaryDirectory(async (directory) => {
      const named = {json: 'p.json', markdown: 'p.MD', junit: 'p.xml', html: 'html:p', text: '-'};
      const at = (name: string): string => name.replace(/^(html:|)(?=p)/, `$1${directory}/`);
      const {code, stdout} = await compare(...Object.values(named).flatMap((name) => ['--output', at(name)]));
      expect(code).toBe(1);
      // Times differ from run to run.
      const inert = (text: string): string => text.replace(/[0-9.]+/g, '#').replace(/\s+/g, ' ');
      expect(inert(stdout)).toBe(inert((await compare()).stdout));
      expect((await readdir(directory)).sort()).toEqual(['p', 'p.MD', 'p.json', 'p.xml']);
      for (const format of ['json', 'markdown', 'junit', 'html'] as const) {
        const alone = (await compare('--format', format)).stdout;
        const text = await readFile(at(named[format]).replace('html:', ''), 'utf8');
        expect(inert(text).length).toBeGreaterThan(500);
        // The chart of a page is drawn by the times.
        if (format !== 'html') expect(inert(text)).toBe(inert(alone));
        else expect(text).toMatch(/^<!DOCTYPE html>/);
      }
    }));

  it('comes with the verdict as one line on stderr, and so does stdout', () =>
    withTemporaryDirectory(async (directory) => {
      const verdict = /^Different: [^\n]*\n$/;
      expect(
        (await compare('--output', join(directory, 'a.json'), '--output', join(directory, 'b.txt'))).stderr,
      ).toMatch(verdict);
      expect((await compare()).stderr).toMatch(verdict);
    }));

  it.each([
    [
      ['p.pdf'],
      /^Error: The ending of --output 'p.pdf' is of no format\. Endings are \.txt \(text\), .*; with any other write FORMAT:FILE\.\n$/,
    ],
    [
      ['pdf:p.html'],
      /^Error: --output 'pdf:p.html' begins with 'pdf:', which is no format\..* given as: --output '\.\/pdf:p\.html'\n$/,
    ],
    [['html:'], /^Error: --output 'html:' names no file\./],
    [[''], /^Error: --output names no file\./],
    [['postgres://u:hunter2@h/d'], /^Error: --output is a URL; expected the path\./],
    [['html:x', 'junit:./x'], /^Error: Two outputs go to [^ ]*\/x\. Name another file for each --output\.\n$/],
    [['-', 'json:/dev/stdout'], /^Error: Two outputs go to stdout\./],
    [
      ['p.xml', '--format', 'html'],
      /^Error: --format html contradicts the ending of --output 'p\.xml'\. Leave --format out, or write: --output 'html:p\.xml'\n$/,
    ],
  ])('is refused as %j, and shows no password', async (values, message) => {
    const [value = '', ...more] = values;
    const rest = more[0]?.startsWith('--') === true ? more : more.flatMap((each) => ['--output', each]);
    const {code, stderr, stdout} = await compare('--output', value, ...rest);
    expect({code, stdout}).toEqual({code: 2, stdout: ''});
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('hunter2');
  });

  it('is a drive and no format with one letter, and a name and no ending after its last period if that is none', async () => {
    const parsed = (...output: string[]) => parseOutputs({output, json: false}, formatEndings);
    expect(await parsed('C:\\parity.html', 'C:/x', 'a.b/c', 'v1.2 of today', '2025-09-13T10:00.json')).toEqual([
      {format: 'html', path: 'C:\\parity.html'},
      {format: 'text', path: 'C:/x'},
      {format: 'text', path: 'a.b/c'},
      {format: 'text', path: 'v1.2 of today'},
      {format: 'json', path: '2025-09-13T10:00.json'},
    ]);
    expect(await parseOutputs({output: ['x', 'y.json'], json: true}, formatEndings)).toEqual([
      {format: 'json', path: 'x'},
      {format: 'json', path: 'y.json'},
    ]);
  });

  it('that two names lead to is one file', () =>
    withTemporaryDirectory(async (directory) => {
      await symlink('one.txt', join(directory, 'link.json'));
      const twice = parseOutputs(
        {output: [join(directory, 'one.txt'), join(directory, 'link.json')], json: false},
        formatEndings,
      );
      await expect(twice).rejects.toThrow('Two outputs go to ');
    }));

  it('is written though another one fails, which the message says', () =>
    withTemporaryDirectory(async (directory) => {
      const [good, bad] = [join(directory, 'good.json'), join(directory, 'bad.json')];
      const outputs = [bad, good].map((path) => ({format: 'json', path}));
      const writing = withOutputs(outputs, async (write) => {
        await mkdir(bad);
        await write(() => '{}\n');
      });
      await expect(writing).rejects.toMatchObject({
        code: 'LSE_OUTPUT',
        message: `The file ${bad} cannot be written (EISDIR). Written: ${good}.`,
      });
      expect(await readFile(good, 'utf8')).toBe('{}\n');
    }));

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
