import {join} from 'node:path';
import {parentPort, workerData} from 'node:worker_threads';
import type {RunRecord} from '../../core/run-record.ts';
import {FileBytes} from './file-bytes.ts';
import {readings} from './record-reading.ts';
import type {ScannedTurn, ScanTask} from './scan-threads.ts';
import {FILES_A_TURN, takeTurn} from './scan-turns.ts';

/** A thread of its own that takes turns until none is left, and then ends. */
const {directory, fileNames, maxFileBytes, reading, turns} = workerData as ScanTask;
const {quickly} = readings[reading];
const files = new FileBytes(maxFileBytes);

for (let start = takeTurn(turns); start < fileNames.length; start = takeTurn(turns)) {
  const records = fileNames.slice(start, start + FILES_A_TURN).map(quickRecord);
  parentPort?.postMessage({start, records} satisfies ScannedTurn<RunRecord>);
}

/** Only what is plain: anything else, and every fault, is left to the exact reader of the thread that asked. */
function quickRecord(fileName: string): RunRecord | null {
  try {
    return quickly(files.read(join(directory, fileName)));
  } catch {
    return null;
  }
}
