import {mkdir, readdir, readFile, stat, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {Ajv} from 'ajv';
import type {RunLine} from '../../../src/rollout/log/run-line.ts';
import {Backends, sourceKinds} from '../../support/backends.ts';
import {lse, type Outcome} from '../../support/lse.ts';
import {withTemporaryDirectory} from '../../support/temporary-directory.ts';
import {documentOf, failingDocument} from '../../support/trace-tree.ts';

const DAY = '2025-09-13';
const schema = JSON.parse(
  await readFile(fileURLToPath(new URL('../../../docs/run-log.schema.json', import.meta.url)), 'utf8'),
);
const isLine = new Ajv({formats: {'date-time': (text: string) => !Number.isNaN(Date.parse(text))}}).compile(schema);

type WrittenLine = RunLine & {readonly level: string; readonly time: string};

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
  await backends.useTree({[`a/${DAY}/1.json`]: failingDocument('1'), [`a/${DAY}/2.json`]: documentOf('2')});
  await backends.load('sqlite');
  await backends.load('postgres');
});

afterAll(() => backends.destroy());

/** Every line, checked against the published schema. */
function linesOf(text: string): WrittenLine[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const value: unknown = JSON.parse(line);
      expect({valid: isLine(value), errors: isLine.errors}).toEqual({valid: true, errors: null});
      return value as WrittenLine;
    });
}

async function inDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const before = process.cwd();
  return withTemporaryDirectory(async (directory) => {
    process.chdir(directory);
    try {
      return await work(directory);
    } finally {
      process.chdir(before);
    }
  });
}

function report(args: readonly string[], environment: Record<string, string> = {}): Promise<Outcome> {
  return lse(['report', ...args], {LSE_DATA_DIR: backends.dataDir, LSE_LOG: 'file', ...environment});
}

const written = async (): Promise<WrittenLine[]> => linesOf(await readFile('.lse/log.jsonl', 'utf8'));

describe.each(sourceKinds)('the log of runs from %s', (kind) => {
  const environment = {
    LSE_REPORT_BACKEND: kind === 'file' ? 'file' : 'db',
    ...(kind === 'file' ? {} : {LSE_DATABASE_URL: ''}),
  };
  const settings = () => ({...environment, ...(kind === 'file' ? {} : {LSE_DATABASE_URL: backends.urls[kind]})});

  it('has a line for each run, with what it came to', () =>
    inDirectory(async () => {
      const errors = await report(['zenrows-errors', '--date', DAY, '--project', 'a'], settings());
      await report(['zenrows-detail', '--date', DAY], settings());
      await report(['run', 'top-errors', '--date', DAY], settings());
      const lines = await written();
      expect(lines.map(({command}) => command)).toEqual([
        'report zenrows-errors',
        'report zenrows-detail',
        'report run',
      ]);
      expect(lines[0]).toMatchObject({
        level: 'info',
        arguments: ['--date', DAY, '--project', 'a'],
        backend: {asked: environment.LSE_REPORT_BACKEND, answered: kind, why: null},
        records: 2,
        failing: 1,
        bytes: Buffer.byteLength(errors.stdout),
        exitCode: 0,
        error: null,
      });
      expect(lines[1]).toMatchObject({failing: 1, records: null});
      expect(lines[2]).toMatchObject({records: expect.any(Number)});
      for (const {milliseconds, peakMemory, user} of lines) {
        const {total, ...each} = milliseconds;
        const sum = Object.values(each).reduce((left, right) => left + right, 0);
        expect(Math.abs(total - sum)).toBeLessThan(0.001);
        expect(each.ask).toBeGreaterThan(0);
        expect(each.write).toBeGreaterThan(0);
        expect(peakMemory).toBeGreaterThan(10_000_000);
        expect(user).not.toBe('');
      }
    }));

  it('has the plans of its queries with LSE_EXPLAIN=1, and the output stays the same', () =>
    inDirectory(async () => {
      const plain = await report(['zenrows-errors', '--date', DAY], settings());
      const explained = await report(['zenrows-errors', '--date', DAY], {...settings(), LSE_EXPLAIN: '1'});
      await report(['zenrows-detail', '--date', DAY], {...settings(), LSE_EXPLAIN: '1'});
      expect(explained).toEqual(plain);
      const [without, counts, details] = await written();
      expect(without?.plans).toBeUndefined();
      if (kind === 'file') {
        expect(counts?.plans).toBeUndefined();
        return;
      }
      for (const line of [counts, details]) {
        expect(line?.plans?.length).toBeGreaterThan(0);
        expect(line?.plans?.filter(({fault}) => fault !== null)).toEqual([]);
      }
      const plan = counts?.plans?.find(({statement}) => statement.includes('failing_traces'))?.plan;
      if (kind === 'sqlite') expect((plan as string[])[0]).toMatch(/^(CO-ROUTINE|SEARCH|SCAN|MATERIALIZE)/);
      else expect(plan).toMatchObject([{Plan: {'Actual Rows': 1, 'Shared Hit Blocks': expect.any(Number)}}]);
      // The failing traces are read by a cursor in PostgreSQL, and row by row in SQLite.
      expect(details?.plans?.some(({statement}) => statement.includes('is_failing'))).toBe(true);
    }));
});

describe('the log of runs', () => {
  it('is off unless it is asked for', () =>
    inDirectory(async (directory) => {
      await lse(['report', 'zenrows-errors', '--date', DAY], {LSE_DATA_DIR: backends.dataDir});
      expect(await readdir(directory)).toEqual([]);
    }));

  it('can be asked for in .env, and the environment beats that', () =>
    inDirectory(async () => {
      await writeFile('.env', `LSE_LOG=file\nLSE_DATA_DIR=${backends.dataDir}\n`);
      await lse(['report', 'zenrows-errors', '--date', DAY]);
      await lse(['report', 'zenrows-errors', '--date', DAY], {LSE_LOG: 'off'});
      expect(await written()).toHaveLength(1);
    }));

  it('goes to stderr where that is asked for, and leaves stdout alone', () =>
    inDirectory(async (directory) => {
      const off = await report(['zenrows-errors', '--date', DAY], {LSE_LOG: 'off'});
      const {stdout, stderr, code} = await report(['zenrows-errors', '--date', DAY], {LSE_LOG: 'stderr'});
      expect({code, stdout}).toEqual({code: 0, stdout: off.stdout});
      expect(linesOf(stderr)).toHaveLength(1);
      expect(await readdir(directory)).toEqual([]);
    }));

  it('has what a comparison came to', () =>
    inDirectory(async () => {
      const environment = {LSE_DATABASE_URL: backends.urls.sqlite};
      const {stdout} = await report(['compare', '--date', DAY], environment);
      await report(['compare', '--date', '2020-01-01'], environment);
      expect(await written()).toMatchObject([
        {
          level: 'info',
          command: 'report compare',
          backend: null,
          compared: {control: 'file', candidate: 'sqlite', conclusion: 'the same'},
          records: 8,
          bytes: Buffer.byteLength(stdout),
          exitCode: 0,
        },
        {level: 'warn', compared: {conclusion: 'nothing compared'}, exitCode: 3},
      ]);
    }));

  it('has runs that failed: by wrong usage, by wrong settings, over a source', () =>
    inDirectory(async () => {
      await report(['zenrows-errors', '--date', '2025-13-01']);
      await report(['zenrows-errors', '--nonsense']);
      await report(['zenrows-errors', '--date', DAY], {LSE_CACHE: 'perhaps'});
      const last = await report(['zenrows-errors', '--date', DAY], {LSE_DATA_DIR: 'nowhere'});
      const lines = await written();
      expect(lines).toHaveLength(4);
      for (const line of lines) expect(line).toMatchObject({level: 'error', exitCode: 1, bytes: 0, backend: null});
      expect(lines.map(({error}) => error?.code)).toEqual(['LSE_USAGE', 'LSE_USAGE', 'LSE_CONFIG', 'LSE_DATA_DIR']);
      expect(`${lines[3]?.error?.message}\n`).toBe(last.stderr);
    }));

  it('shows no password of an argument, and nothing that drives a terminal', () =>
    inDirectory(async () => {
      const args = ['zenrows-errors', '--date', DAY, '--project', '\u001b[31m\u009b', '--backend', 'db'];
      await report([...args, '--database-url', 'postgres://user:hunter2 @x@127.0.0.1:1/d'], {LSE_DB_RETRIES: '0'});
      await report([...args, '--database-url=postgres://127.0.0.1:1/d?password=hunter2'], {LSE_DB_RETRIES: '0'});
      const text = await readFile('.lse/log.jsonl', 'utf8');
      expect(linesOf(text)).toHaveLength(2);
      expect(text).not.toContain('hunter2');
      expect(text).not.toMatch(/[\u001b\u009b]/);
      expect(linesOf(text)[0]?.arguments).toContain('\\u001b[31m\\u009b');
    }));

  it('is for its owner alone', () =>
    inDirectory(async () => {
      await report(['zenrows-errors', '--date', DAY]);
      expect((await stat('.lse')).mode & 0o777).toBe(0o700);
      expect((await stat('.lse/log.jsonl')).mode & 0o777).toBe(0o600);
    }));

  it.each([
    ['a directory', (path: string) => mkdir(path, {recursive: true}).then(() => {}), 'EISDIR'],
    ['a link that leads elsewhere', (path: string) => symlink('/tmp/elsewhere', path), 'ELOOP'],
  ])('stops no report when there is %s in its place, and says so once', (_, make, code) =>
    inDirectory(async (directory) => {
      await mkdir('.lse');
      await make(join(directory, '.lse/log.jsonl'));
      const {stdout, stderr, code: exitCode} = await report(['zenrows-errors', '--date', DAY]);
      expect({exitCode, stdout}).toEqual({exitCode: 0, stdout: expect.stringContaining(`${DAY},2,1,50.0%`)});
      expect(stderr).toBe(
        `Warning: This run is not in the log .lse/log.jsonl, which cannot be written (${code}). Look at it with: ls -ld .lse/log.jsonl\n`,
      );
    }),
  );

  it('gives the plans on stderr where the log is off', () =>
    inDirectory(async () => {
      const {stderr} = await report(['zenrows-errors', '--date', DAY, '--backend', 'db'], {
        LSE_LOG: 'off',
        LSE_EXPLAIN: '1',
        LSE_DATABASE_URL: backends.urls.postgres,
      });
      const plans = stderr
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(plans.length).toBeGreaterThan(0);
      for (const plan of plans) expect(plan).toMatchObject({database: 'postgres', fault: null});
    }));
});
