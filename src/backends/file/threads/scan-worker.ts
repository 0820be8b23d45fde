import {sep} from 'node:path';
import {parentPort} from 'node:worker_threads';
import {dropped, giveBack} from '../../../core/large-memory.ts';
import {FileMarks} from '../marks/file-marks.ts';
import {FileBytes, type ListedFile} from '../reading/file-bytes.ts';
import {readingOf} from '../reading/record-reading.ts';
import {FILES_READ_A_TURN} from '../turns.ts';
import type {ScanMessage, ScanTask} from './scan-thread.ts';
import {takeTurn} from './scan-turns.ts';
import {type AnyRecord, sentRecord, type ThreadRecord} from './thread-record.ts';

/** A thread that takes turns from the tasks that it gets, until nobody sends it any more. */
parentPort?.on('message', ({directory, root, fileNames, maxFileBytes, reading, marks, turns}: ScanTask) => {
  const {quickly} = readingOf(reading);
  const files = new FileBytes(root, maxFileBytes);
  const listed = marks === null ? null : new FileMarks(marks, 0);
  for (let start = takeTurn(turns); start < fileNames.length; start = takeTurn(turns)) {
    const others: number[] = [];
    const records = fileNames.slice(start, start + FILES_READ_A_TURN).map((fileName, at) => {
      giveBack();
      const place = listed === null ? null : {marks: listed, at: start + at};
      const record = quickRecord(quickly, files, `${directory}${sep}${fileName}`, place);
      if (files.takeOther()) others.push(at);
      return record;
    });
    say({start, records, others});
  }
  say(null);
});

/** It reads only plain cases. The exact reader of the thread that asked reads everything else, and every fault. */
function quickRecord(
  quickly: (bytes: Buffer) => AnyRecord | null,
  files: FileBytes,
  path: string,
  listed: ListedFile | null,
): ThreadRecord | null {
  try {
    const bytes = files.read(path, listed);
    const record = quickly(bytes);
    dropped(bytes.length);
    return record === null ? null : sentRecord(record);
  } catch {
    return null;
  }
}

function say(message: ScanMessage): void {
  parentPort?.postMessage(JSON.stringify(message));
}
