import {parentPort} from 'node:worker_threads';
import {type FileBatch, outcomeOf} from './file-batch.ts';

/** A thread of its own that writes files, until nobody is left to tell it which. */
parentPort?.on('message', (batch: FileBatch) => {
  parentPort?.postMessage(outcomeOf(batch));
});
