import {parentPort} from 'node:worker_threads';
import {FileMarks} from './file-marks.ts';
import type {MarkTask} from './mark-thread.ts';

/** A thread that looks at the files that it gets, until nobody sends it any more. */
parentPort?.on('message', ({directory, fileNames}: MarkTask) => {
  const {numbers} = FileMarks.lookAtOnce(directory, fileNames);
  parentPort?.postMessage(numbers, [numbers.buffer]);
});
