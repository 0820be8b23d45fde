import {parentPort} from 'node:worker_threads';
import {FileMarks} from './file-marks.ts';
import type {MarkTask} from './mark-thread.ts';

/** A thread of its own that looks at what it is told to, until nobody is left to tell it. */
parentPort?.on('message', ({directory, fileNames}: MarkTask) => {
  const {numbers} = FileMarks.lookAtOnce(directory, fileNames);
  parentPort?.postMessage(numbers, [numbers.buffer]);
});
