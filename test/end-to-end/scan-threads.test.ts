import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import type {readRecords as readRecordsFunction} from '../../src/backends/file/record-scan.ts';
import {failingDocument} from '../support/trace-tree.ts';

/** Enough for more than one thread to be worth it. */
const FILES = 4000;

let directory: string;
const fileNames = Array.from({length: FILES}, (_, at) => `${String(at).padStart(5, '0')}.json`);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  for (const [at, name] of fileNames.entries()) {
    // Every hundredth is left to the exact reader, and one in a thousand to nobody.
    const error = at % 100 === 0 ? 'größer' : 'plain';
    const text = at % 1000 === 500 ? 'NaN' : JSON.stringify(failingDocument(`run-${at}`, {error}));
    await writeFile(join(directory, name), text);
  }
});

afterAll(() => rm(directory, {recursive: true}));

/** Threads are started from what was built alone: jest does not transform their code. */
async function builtReader(): Promise<typeof readRecordsFunction> {
  const path = new URL('../../dist/backends/file/record-scan.js', import.meta.url).href;
  return ((await import(path)) as {readRecords: typeof readRecordsFunction}).readRecords;
}

describe('files read by several threads', () => {
  it.each(['facts', 'digest'] as const)('are the same as by one, each of them once (%s)', async (reading) => {
    const readRecords = await builtReader();
    const found = new Map<string, string>();
    for await (const {fileName, record, reason} of readRecords(directory, fileNames, 1_000_000, reading)) {
      expect(found.has(fileName)).toBe(false);
      found.set(fileName, record === null ? reason : `${record.runId} ${record.facts.failingRuns[0]?.error}`);
    }
    const expected = fileNames.map((name, at): [string, string] => [
      name,
      at % 1000 === 500
        ? 'not JSON: an unexpected character at offset 0'
        : `run-${at} ${at % 100 === 0 ? 'größer' : 'plain'}`,
    ]);
    expect([...found].sort()).toEqual(expected);
  });

  it('may be left in the middle', async () => {
    const reading = 'facts';
    const readRecords = await builtReader();
    for await (const {fileName} of readRecords(directory, fileNames, 1_000_000, reading)) {
      expect(fileName).toMatch(/json$/);
      break;
    }
  });
});
