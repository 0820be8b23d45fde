import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {type Reading, readingOf} from '../../src/backends/file/reading/record-reading.ts';
import type {ScannedTurn, ScanTask, ScanThread} from '../../src/backends/file/threads/scan-thread.ts';
import {SharedScan} from '../../src/backends/file/threads/scan-threads.ts';
import {takeTurn} from '../../src/backends/file/threads/scan-turns.ts';
import {receivedRecord, sentRecord} from '../../src/backends/file/threads/thread-record.ts';
import {FILES_READ_A_TURN} from '../../src/backends/file/turns.ts';
import {readDocument} from '../../src/core/run-document.ts';
import {type RunRecord, runRecord} from '../../src/core/run-record.ts';
import {documentBytes} from '../properties/document-arbitrary.ts';
import {failingDocument} from '../support/trace-tree.ts';

const fileNames = Array.from({length: FILES_READ_A_TURN * 6 + 10}, (_, at) => `${at}.json`);
const task: Omit<ScanTask, 'turns'> = {
  directory: '/',
  root: '/',
  fileNames,
  maxFileBytes: 1,
  reading: 'facts',
  marks: null,
};

function recordNamed(runId: string): RunRecord {
  return runRecord(readDocument(Buffer.from(JSON.stringify(failingDocument(runId)))).value);
}

/** Takes turns in this thread, as far as it gets: it leaves every other file to the caller, and ends after so many turns. */
function threadOf(turns: number): ScanThread {
  const run = async (given: ScanTask, take: (turn: ScannedTurn) => void): Promise<void> => {
    for (let count = 0; count < turns; count += 1) {
      const start = takeTurn(given.turns);
      const files = given.fileNames.slice(start, start + FILES_READ_A_TURN);
      const records = files.map((name, at) => (at % 2 === 0 ? sentRecord(recordNamed(name)) : null));
      take({start, records, others: [2]});
    }
  };
  return {run} as unknown as ScanThread;
}

describe('a scan that several threads share', () => {
  it('is of every file once: the own turns, what others did of theirs, and what they left', async () => {
    const scan = new SharedScan<RunRecord>(task, [threadOf(2), threadOf(1)]);
    const own: string[] = [];
    // A turn that nobody hands in, as where a thread broke down with it.
    const lost = scan.nextTurn() ?? -1;
    for (let turn = scan.nextTurn(); turn !== null; turn = scan.nextTurn()) {
      own.push(...fileNames.slice(turn, turn + FILES_READ_A_TURN));
    }
    expect(own).toHaveLength(FILES_READ_A_TURN * 2 + 10);
    const others = new Map<string, RunRecord | null>();
    const replaced: number[] = [];
    for await (const {at, record, isOther} of scan.results()) {
      others.set(fileNames[at] as string, record);
      if (isOther) replaced.push(at % FILES_READ_A_TURN);
    }
    expect(replaced).toEqual([2, 2, 2]);
    const lostFiles = fileNames.slice(lost, lost + FILES_READ_A_TURN);
    expect([...own, ...lostFiles, ...others.keys()].sort()).toEqual([...fileNames].sort());
    expect([...others.values()].filter((record) => record === null)).toHaveLength((FILES_READ_A_TURN * 3) / 2);
    for (const [name, record] of others) if (record !== null) expect(record.runId).toBe(name);
  });

  it('gives out no turn once it was stopped', () => {
    const scan = new SharedScan(task, []);
    expect(scan.nextTurn()).toBe(0);
    scan.stop();
    expect(scan.nextTurn()).toBeNull();
  });
});

describe('a record that goes to another thread', () => {
  it.each(['facts', 'content', 'values', 'both'] as const)('comes as it went, with its %s', (part) => {
    const reading: Reading = part === 'values' ? {values: [['id'], ['error'], ['start_time'], ['inputs']]} : part;
    const {exactly} = readingOf(reading);
    let met = 0;
    fc.assert(
      fc.property(documentBytes, (bytes) => {
        let record: ReturnType<typeof exactly>;
        try {
          record = exactly(Buffer.from(bytes));
        } catch {
          return;
        }
        met += 1;
        const sent = sentRecord(record);
        const back = receivedRecord(structuredClone(sent));
        expect(sentRecord(back)).toEqual(sent);
        expect(back).toMatchObject({runId: record.runId, traceId: record.traceId, extractedAt: record.extractedAt});
        for (const each of part === 'both' ? ['facts', 'content'] : [part]) expect(each in back).toBe(true);
        const digests = (each: object) => ('content' in each ? {...(each.content as object), facts: null} : null);
        expect(digests(back)).toEqual(digests(record));
      }),
      {numRuns: 500},
    );
    expect(met).toBeGreaterThan(20);
  });
});
