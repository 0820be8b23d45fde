import {sep} from 'node:path';
import type {ReadFile} from '../../../core/document-tree.ts';
import {giveBack} from '../../../core/large-memory.ts';
import type {RunRecord} from '../../../core/run-record.ts';
import type {ListedFiles} from '../marks/listed-days.ts';
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
  listed: ListedFiles | null = null,
): AsyncGenerator<ReadFile<RunRecord<PartOf<N>>>> {
  const read = readingOf(reading);
  const files = new FileBytes(root, maxFileBytes);
  const marks = listed?.marks.numbers ?? null;
  const scan = threads.share<RunRecord<PartOf<N>>>({directory, root, fileNames, maxFileBytes, reading, marks});
  const readAt = (at: number): ReadFile<RunRecord<PartOf<N>>> => {
    const fileName = fileNames[at] as string;
    const place = listed === null ? null : {marks: listed.marks, at};
    const file = readRecord(read, files, `${directory}${sep}${fileName}`, fileName, place);
    if (files.takeOther()) listed?.onOther(fileName);
    return file;
  };
  try {
    for (let turn = scan.nextTurn(); turn !== null; turn = scan.nextTurn()) {
      for (let at = turn; at < Math.min(turn + FILES_READ_A_TURN, fileNames.length); at += 1) {
        yield readAt(at);
        giveBack();
      }
      await nextTurn();
    }
    // What the others could not read is read here: only the exact reader says why.
    for await (const {at, record, isOther} of scan.results()) {
      const fileName = fileNames[at] as string;
      if (isOther) listed?.onOther(fileName);
      yield record === null ? readAt(at) : {fileName, read: record, reason: null};
    }
  } finally {
    scan.stop();
  }
}
