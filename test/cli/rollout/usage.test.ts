import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {lse, type Outcome} from '../../support/lse.ts';
import {failingDocument, writeTree} from '../../support/trace-tree.ts';

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  file = join(directory, 'lse.rollout.yaml');
  await writeTree(join(directory, 'data'), {'a/2025-09-13/1_1.json': failingDocument('1')});
});

afterEach(() => rm(directory, {recursive: true}));

const rollout = (...args: string[]): Promise<Outcome> =>
  lse(['rollout', ...args], {
    LSE_DATA_DIR: join(directory, 'data'),
    LSE_DATABASE_URL: `sqlite:${join(directory, 'lse.db')}`,
    LSE_LEDGER: `sqlite:${join(directory, 'ledger.db')}`,
    LSE_ROLLOUT_FILE: file,
  });

const OF_A_PROJECT: readonly (readonly [name: string, args: readonly string[], trouble: number])[] = [
  ['forget', [], 1],
  ['gate', [], 2],
  ['history', [], 1],
  ['hold', ['--reason', 'x'], 1],
  ['promote', [], 1],
  ['rehearse', [], 1],
  ['release', [], 1],
  ['rollback', [], 1],
];

describe('a project whose name is none', () => {
  it.each(OF_A_PROJECT)('is refused by lse rollout %s', async (name, args, trouble) => {
    const {code, stdout, stderr} = await rollout(name, '../a', ...args);
    expect({code, stdout}).toEqual({code: trouble, stdout: ''});
    expect(stderr).toMatch(/^Error: Illegal project name '\.\.\/a': .*\. See the projects with: lse rollout status\n$/);
  });

  it('is refused by lse rollout status', async () => {
    expect(await rollout('status', '--project', '../a')).toMatchObject({code: 1, stdout: ''});
  });

  it.each(OF_A_PROJECT.filter(([name]) => name !== 'history'))(
    'is asked for by lse rollout %s',
    async (name, args, trouble) => {
      expect(await rollout(name, ...args)).toMatchObject({
        code: trouble,
        stdout: '',
        stderr: expect.stringContaining('PROJECT is missing'),
      });
    },
  );
});

describe('a stage that is not known', () => {
  it.each([
    ['gate', 2],
    ['promote', 1],
    ['rollback', 1],
  ])('is refused by lse rollout %s, which names those that are', async (name, code) => {
    const outcome = await rollout(name, 'a', '--to', 'lvie');
    expect(outcome).toMatchObject({code, stdout: ''});
    expect(outcome.stderr).toMatch(/lvie.*file, shadow, live, db, complete/);
  });
});

describe('a rollout file', () => {
  it('that was named has to be there, unless it is to be made', async () => {
    const missing = new RegExp(`^Error: The rollout file ${file} cannot be read \\(ENOENT\\)\\. .*lse rollout promote`);
    expect(await rollout('status')).toMatchObject({code: 1, stdout: '', stderr: expect.stringMatching(missing)});
    expect(await rollout('gate', 'a')).toMatchObject({code: 2, stderr: expect.stringMatching(missing)});
    expect(await rollout('rollback', 'a')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("The project 'a' is at file, and file is not below that."),
    });
    expect((await rollout('promote', 'a', '--print')).stdout).toContain('+  - project: a\n+    stage: shadow\n');
    await expect(readFile(file)).rejects.toMatchObject({code: 'ENOENT'});
    expect(await rollout('promote', 'a')).toMatchObject({code: 0, stderr: ''});
    expect(await readFile(file, 'utf8')).toContain('default: file\n');
    expect(await rollout('status')).toMatchObject({code: 0, stdout: expect.stringMatching(/\na +shadow /)});
  });

  it.each([
    ['status', [], 1],
    ['gate', ['a'], 2],
    ['promote', ['a'], 1],
    ['rollback', ['a'], 1],
  ] as const)('that is wrong is refused by %s with each place, and left as it is', async (name, args, code) => {
    const text = 'lse: 1\ndefalt: file\nprojects:\n  - project: a\n    stage: lvie\n';
    await writeFile(file, text);
    const outcome = await rollout(name, ...args);
    expect(outcome).toMatchObject({code, stdout: ''});
    expect(outcome.stderr.split('\n')).toHaveLength(2);
    expect(outcome.stderr).toMatch(
      /^Error: The rollout file \S+ is wrong: \S+:2:1: .*'defalt'.* \S+:5:12: .*shadow, live/,
    );
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('that is a directory is refused', async () => {
    await mkdir(file);
    expect(await rollout('status')).toMatchObject({code: 1, stderr: expect.stringMatching(/^Error: .*cannot be read/)});
  });

  it('that is wrong stops neither a hold nor its release', async () => {
    await writeFile(file, 'lse: 2\n');
    const held = await rollout('hold', 'a', '--reason', 'x');
    expect(held).toMatchObject({code: 0, stdout: expect.stringMatching(/^Holds a: /)});
    expect(held.stderr).toMatch(/^Warning: It is done, and nobody was told of it: The rollout file .*\n$/);
    expect(await rollout('release', 'a')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Lifted 1 hold of a/),
    });
  });
});

describe('what cannot be done', () => {
  it('is refused with what to do instead', async () => {
    expect(await rollout('promote', 'a', '--share', '2.555%')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("'2.555%' is no share."),
    });
    await rollout('promote', 'a');
    expect(await rollout('promote', 'a', '--to', 'file')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Go back with: lse rollout rollback a --to file'),
    });
    expect(await rollout('promote', 'a', '--to', 'shadow')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("The project 'a' is at shadow already."),
    });
    expect(await rollout('rollback', 'a', '--to', 'live')).toMatchObject({code: 1, stdout: ''});
    expect(await rollout('hold', 'a', '--reason', 'x', '--from', '2025-09-13')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--from and --to go together.'),
    });
    expect(await rollout('hold', 'a')).toMatchObject({code: 1, stderr: expect.stringContaining('--reason is missing')});
    expect(await rollout('rehearse', 'b')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("The files have no date of 'b' that could be printed."),
    });
    expect(await rollout('rehearse', 'a', '--date', '13.9.')).toMatchObject({code: 1, stdout: ''});
    expect(await rollout('drain', '--most', '0')).toMatchObject({code: 1, stdout: ''});
  });
});

describe('a project that is complete', () => {
  const complete = (project: string): string =>
    `lse: 1\ndefault: file\nprojects:\n  - {project: ${project}, stage: complete}\n`;

  it('is rolled back with a warning where the files have nothing of it', async () => {
    await writeFile(file, complete('gone'));
    const {code, stderr} = await rollout('rollback', 'gone');
    expect(code).toBe(0);
    expect(stderr).toContain("The files have nothing of 'gone', so its reports are empty.");
    await writeFile(file, complete('a'));
    expect((await rollout('rollback', 'a')).stderr).toBe('');
  });

  it('is said to be left out where the files answer for all projects together', async () => {
    await writeFile(file, complete('gone'));
    const ask = (...more: string[]): Promise<Outcome> =>
      lse(['report', 'zenrows-errors', '--date', '2025-09-13', ...more], {
        LSE_DATA_DIR: join(directory, 'data'),
        LSE_DATABASE_URL: `sqlite:${join(directory, 'lse.db')}`,
        LSE_ROLLOUT_FILE: file,
        LSE_REPORT_BACKEND: 'auto',
      });
    const {code, stdout, stderr} = await ask();
    expect({code, stdout}).toEqual({
      code: 0,
      stdout: 'Date,Total Traces,Zenrows Errors,Error Rate\n2025-09-13,1,1,100.0%\n',
    });
    expect(stderr).toContain("which may have nothing of 'gone': it is complete.");
    expect((await ask('--project', 'a')).stderr).toBe('');
  });
});
