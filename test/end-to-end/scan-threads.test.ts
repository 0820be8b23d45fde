import {execFile} from 'node:child_process';
import {copyFile, mkdir, mkdtemp, rename, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import type {FileMarks as FileMarksClass} from '../../src/backends/file/marks/file-marks.ts';
import type {readRecords as readRecordsFunction} from '../../src/backends/file/reading/record-scan.ts';
import type {ScanThreads} from '../../src/backends/file/threads/scan-threads.ts';
import type {canonicalJson as canonicalJsonFunction} from '../../src/core/json/print.ts';
import type {FailingRun, RecordFacts} from '../../src/core/record-facts.ts';
import type {RunRecord} from '../../src/core/run-record.ts';
import {failingDocument} from '../support/trace-tree.ts';

/** Enough for more than one thread to be worth it. */
const FILES = 4000;

let root: string;
let directory: string;
const fileNames = Array.from({length: FILES}, (_, at) => `${String(at).padStart(5, '0')}.json`);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lse-test-'));
  directory = join(root, 'p', '2025-09-13');
  await mkdir(directory, {recursive: true});
  for (const [at, name] of fileNames.entries()) {
    // Every hundredth is left to the exact reader, for the escape in its key, and one in a thousand to nobody.
    const document = JSON.stringify(
      failingDocument(`run-${at}`, {error: {n: at, list: ['größer']}, start_time: 1757757600000 + at}),
    );
    const text = at % 100 === 0 ? document.replace('"trace"', '"tr\\u0061ce"') : document;
    await writeFile(join(directory, name), at % 1000 === 500 ? 'NaN' : text);
  }
});

afterAll(() => rm(root, {recursive: true}));

interface Reader {
  readonly readRecords: typeof readRecordsFunction;
  readonly threads: ScanThreads;
  readonly printed: (run: FailingRun | undefined) => string;
}

/** Threads are started from what was built alone: jest does not transform their code. Numbers are of a class of what was built. */
async function builtReader(): Promise<Reader> {
  const path = (name: string) => new URL(`../../dist/${name}.js`, import.meta.url).href;
  const {readRecords} = (await import(path('backends/file/reading/record-scan'))) as Pick<Reader, 'readRecords'>;
  const built = (await import(path('backends/file/threads/scan-threads'))) as {ScanThreads: typeof ScanThreads};
  const {canonicalJson} = (await import(path('core/json/print'))) as {canonicalJson: typeof canonicalJsonFunction};
  const printed: Reader['printed'] = (run) =>
    `${canonicalJson(run?.error ?? null)} ${canonicalJson(run?.startTime ?? null)}`;
  return {readRecords, threads: new built.ScanThreads(), printed};
}

function factsOf(record: RunRecord | RunRecord<'content'>): Omit<RecordFacts, 'runId'> {
  return 'facts' in record ? record.facts : record.content.facts;
}

describe('files read by several threads', () => {
  it.each(['facts', 'content'] as const)('are the same as by one, each of them once (%s)', async (reading) => {
    const {readRecords, threads, printed} = await builtReader();
    const found = new Map<string, string>();
    for await (const {fileName, read, reason} of readRecords(directory, root, fileNames, 1_000_000, reading, threads)) {
      expect(found.has(fileName)).toBe(false);
      found.set(fileName, read === null ? reason : `${read.runId} ${printed(factsOf(read).failingRuns[0])}`);
    }
    const expected = fileNames.map((name, at): [string, string] => [
      name,
      at % 1000 === 500
        ? 'not JSON: an unexpected character at offset 0'
        : `run-${at} {"list":["größer"],"n":${at}} ${1757757600000 + at}`,
    ]);
    expect([...found].sort()).toEqual(expected);
  });

  it('may be one directory after the other, and several at once', async () => {
    const {readRecords, threads} = await builtReader();
    const count = async (names: readonly string[]): Promise<number> => {
      let files = 0;
      for await (const {read} of readRecords(directory, root, names, 1_000_000, 'facts', threads))
        files += read === null ? 0 : 1;
      return files;
    };
    const readable = FILES - FILES / 1000;
    expect(await count(fileNames)).toBe(readable);
    expect(await Promise.all([count(fileNames), count(fileNames.slice(0, 100)), count([]), count(fileNames)])).toEqual([
      readable,
      100,
      0,
      readable,
    ]);
  });

  it('are told apart from those that were listed, by whichever thread that reads them', async () => {
    const {readRecords, threads} = await builtReader();
    const path = new URL('../../dist/backends/file/marks/file-marks.js', import.meta.url).href;
    const {FileMarks} = (await import(path)) as {FileMarks: typeof FileMarksClass};
    const marks = await FileMarks.look(directory, fileNames);
    const others = async (replaced: readonly string[]): Promise<string[]> => {
      for (const name of replaced) await copyFile(join(directory, name), join(root, name));
      for (const name of replaced) await rename(join(root, name), join(directory, name));
      const found: string[] = [];
      const listed = {marks, onOther: (fileName: string) => void found.push(fileName)};
      for await (const _ of readRecords(directory, root, fileNames, 1_000_000, 'facts', threads, listed));
      return found.sort();
    };
    expect(await others([])).toEqual([]);
    const replaced = fileNames.filter((_, at) => at % 89 === 3);
    expect(await others(replaced)).toEqual(replaced);
  });

  it('are refused where something else took their place, by whichever thread that meets it', async () => {
    const {readRecords, threads} = await builtReader();
    const replaced = fileNames.filter((_, at) => at % 97 === 1);
    for (const name of replaced) await rename(join(directory, name), join(root, name));
    try {
      await promisify(execFile)(
        'mkfifo',
        replaced.map((name) => join(directory, name)),
      );
      const reasons = new Map<string, string>();
      for await (const {fileName, reason} of readRecords(directory, root, fileNames, 1_000_000, 'facts', threads)) {
        if (reason?.includes('FIFO')) reasons.set(fileName, reason);
      }
      expect([...reasons.keys()].sort()).toEqual(replaced);
      expect(new Set(reasons.values())).toEqual(new Set(['cannot be read: it is a FIFO, not a regular file']));
    } finally {
      for (const name of replaced) await rename(join(root, name), join(directory, name));
    }
  });

  it('leave nothing on stderr but what could not be read', async () => {
    const lse = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
    const args = [
      'report',
      'zenrows-errors',
      '--date',
      '2025-09-13',
      '--backend',
      'file',
      '--data-dir',
      root,
      '--no-cache',
    ];
    const {stdout, stderr} = await promisify(execFile)(process.execPath, [lse, ...args], {cwd: root});
    expect(stdout).toContain(`2025-09-13,${FILES - FILES / 1000},${FILES - FILES / 1000},100.0%`);
    const lines = stderr.trimEnd().split('\n');
    expect(lines.filter((line) => !/unreadable|not JSON/i.test(line))).toEqual([]);
  });

  it('may be left in the middle', async () => {
    const reading = 'facts';
    const {readRecords, threads} = await builtReader();
    for await (const {fileName} of readRecords(directory, root, fileNames, 1_000_000, reading, threads)) {
      expect(fileName).toMatch(/json$/);
      break;
    }
  });
});
