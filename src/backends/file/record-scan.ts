import {join} from 'node:path';
import type {ReadRecord} from '../../core/document-tree.ts';
import {readDocument} from '../../core/run-document.ts';
import {runRecord} from '../../core/run-record.ts';
import {FileBytes} from './file-bytes.ts';
import {quickDocument} from './quick-document.ts';
import {ScanThreads} from './scan-threads.ts';
import {FILES_A_TURN} from './scan-turns.ts';
import {reasonOf} from './unreadable-reason.ts';

/**
 * Reads the files of a directory as far as a report needs it, in the order given. Without waiting for each file: a read that
 * is served from memory, as most are, takes 15 µs, and the way through the thread pool and back three times that. Many
 * files are shared with other threads.
 */
export async function* readRecords(
  directory: string,
  fileNames: readonly string[],
  maxFileBytes: number,
): AsyncGenerator<ReadRecord> {
  const files = new FileBytes(maxFileBytes);
  const threads = ScanThreads.start({directory, fileNames, maxFileBytes});
  try {
    for (let turn = threads.nextTurn(); turn !== null; turn = threads.nextTurn()) {
      for (let at = turn; at < Math.min(turn + FILES_A_TURN, fileNames.length); at += 1) {
        const fileName = fileNames[at] as string;
        yield readRecord(files, join(directory, fileName), fileName);
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    // What the others could not read is read here: the exact reader is the only one that says why.
    for await (const {fileName, record} of threads.results()) {
      yield record === null ? readRecord(files, join(directory, fileName), fileName) : {fileName, record, reason: null};
    }
  } finally {
    threads.stop();
  }
}

function readRecord(files: FileBytes, path: string, fileName: string): ReadRecord {
  try {
    const bytes = files.read(path);
    return {fileName, record: runRecord(quickDocument(bytes) ?? readDocument(bytes).value), reason: null};
  } catch (error) {
    return {fileName, record: null, reason: reasonOf(error)};
  }
}
