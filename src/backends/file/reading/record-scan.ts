import {sep} from 'node:path';
import type {ReadRecord} from '../../../core/document-tree.ts';
import {dropped, giveBack} from '../../../core/large-memory.ts';
import type {Identity} from '../../../core/run-document.ts';
import type {ScanThreads} from '../threads/scan-threads.ts';
import {FILES_A_TURN} from '../threads/scan-turns.ts';
import {shownName} from '../tree/undecodable-name.ts';
import {FileBytes} from './file-bytes.ts';
import {type Reading, type RecordOf, type RecordReading, readingOf} from './record-reading.ts';
import {NAME_IS_NOT_UTF8, reasonOf} from './unreadable-reason.ts';

/**
 * Reads the files of a directory as far as it is asked for, in the order given. Without waiting for each file: a read that
 * is served from memory, as most are, takes 15 µs, and the way through the thread pool and back three times that. Many
 * files are shared with other threads.
 */
export async function* readRecords<N extends Reading>(
  directory: string,
  root: string,
  fileNames: readonly string[],
  maxFileBytes: number,
  reading: N,
  threads: ScanThreads,
): AsyncGenerator<ReadRecord<RecordOf<N>>> {
  const read = readingOf(reading);
  const files = new FileBytes(root, maxFileBytes);
  const scan = threads.share<RecordOf<N>>({directory, root, fileNames, maxFileBytes, reading});
  try {
    for (let turn = scan.nextTurn(); turn !== null; turn = scan.nextTurn()) {
      for (let at = turn; at < Math.min(turn + FILES_A_TURN, fileNames.length); at += 1) {
        const fileName = fileNames[at] as string;
        yield readRecord(read, files, `${directory}${sep}${fileName}`, fileName);
        giveBack();
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    // What the others could not read is read here: the exact reader is the only one that says why.
    for await (const {fileName, record} of scan.results()) {
      yield record === null
        ? readRecord(read, files, `${directory}${sep}${fileName}`, fileName)
        : {fileName, record, reason: null};
    }
  } finally {
    scan.stop();
  }
}

function readRecord<R extends Identity>(
  {quickly, exactly}: RecordReading<R>,
  files: FileBytes,
  path: string,
  fileName: string,
): ReadRecord<R> {
  if (!fileName.isWellFormed()) return {fileName: shownName(fileName), record: null, reason: NAME_IS_NOT_UTF8};
  try {
    const bytes = files.read(path);
    const record = quickly(bytes) ?? exactly(bytes);
    dropped(bytes.length);
    return {fileName, record, reason: null};
  } catch (error) {
    return {fileName, record: null, reason: reasonOf(error)};
  }
}
