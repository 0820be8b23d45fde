import {sep} from 'node:path';
import type {ReadFile} from '../../../core/document-tree.ts';
import {giveBack} from '../../../core/large-memory.ts';
import type {RunRecord} from '../../../core/run-record.ts';
import type {ScanThreads} from '../threads/scan-threads.ts';
import {FILES_READ_A_TURN, nextTurn} from '../turns.ts';
import {FileBytes} from './file-bytes.ts';
import {type PartOf, type Reading, readingOf, readRecord} from './record-reading.ts';

/**
 * Reads the requested part of the files of a directory, in the order given. It does not wait for each file: a read from memory, as most
 * are, takes 15 µs, and the way through the thread pool and back three times that. It shares many files with other threads.
 */
export async function* readRecords<N extends Reading>(
  directory: string,
  root: string,
  fileNames: readonly string[],
  maxFileBytes: number,
  reading: N,
  threads: ScanThreads,
): AsyncGenerator<ReadFile<RunRecord<PartOf<N>>>> {
  const read = readingOf(reading);
  const files = new FileBytes(root, maxFileBytes);
  const scan = threads.share<RunRecord<PartOf<N>>>({directory, root, fileNames, maxFileBytes, reading});
  try {
    for (let turn = scan.nextTurn(); turn !== null; turn = scan.nextTurn()) {
      for (let at = turn; at < Math.min(turn + FILES_READ_A_TURN, fileNames.length); at += 1) {
        const fileName = fileNames[at] as string;
        yield readRecord(read, files, `${directory}${sep}${fileName}`, fileName);
        giveBack();
      }
      await nextTurn();
    }
    // What the others could not read is read here: only the exact reader says why.
    for await (const {fileName, record} of scan.results()) {
      yield record === null
        ? readRecord(read, files, `${directory}${sep}${fileName}`, fileName)
        : {fileName, read: record, reason: null};
    }
  } finally {
    scan.stop();
  }
}
