import {parentPort} from 'node:worker_threads';
import type {MarkTask} from './mark-thread.ts';
import {settledMarks} from './settled-marks.ts';

/** A thread of its own that looks at what it is told to, until nobody is left to tell it. */
parentPort?.on('message', ({directory, fileNames}: MarkTask) => {
  parentPort?.postMessage(settledMarks(directory, fileNames));
});
