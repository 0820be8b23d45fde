import {expect, it} from '@jest/globals';
import {ScanThread} from '../../src/backends/file/threads/scan-thread.ts';
import {SharedScan} from '../../src/backends/file/threads/scan-threads.ts';
import {FILES_READ_A_TURN} from '../../src/backends/file/turns.ts';
import {collected} from '../support/collected.ts';

// Among the sources there is no program for a thread, so that each breaks down as it starts. Threads that read are tested end to end.

const fileNames = Array.from({length: 2 * FILES_READ_A_TURN}, (_, at) => `${at}.json`);
const task = {directory: '/', root: '/', fileNames, maxFileBytes: 1, reading: 'facts', marks: null} as const;

it('leaves all of its tasks undone when it breaks down, and nobody waits', async () => {
  const thread = new ScanThread();
  const scans = Array.from({length: 5}, () => new SharedScan(task, [thread]));
  for (const scan of scans) {
    // The caller took a turn itself; all others are still to be done.
    expect(scan.nextTurn()).toBe(0);
    expect(await collected(scan.results())).toEqual(
      fileNames.slice(FILES_READ_A_TURN).map((_, at) => ({at: FILES_READ_A_TURN + at, record: null, isOther: false})),
    );
  }
  const later = new SharedScan(task, [thread]);
  expect(await collected(later.results())).toHaveLength(fileNames.length);
});
