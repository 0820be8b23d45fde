import {sep} from 'node:path';
import {isSettled, MARK_PARTS, markParts, statsOf} from './file-mark.ts';

/**
 * The marks of files, one after the other. Null where a file was changed just now, so that a second change could leave the
 * same mark, or where one cannot be looked at. Without waiting for each: a look takes 2 µs, and the way through the thread
 * pool and back ten times that.
 */
export function settledMarks(directory: string, fileNames: readonly string[]): BigUint64Array | null {
  const now = Date.now();
  const marks = new BigUint64Array(fileNames.length * MARK_PARTS);
  for (const [at, fileName] of fileNames.entries()) {
    const stats = statsOf(`${directory}${sep}${fileName}`);
    if (stats === null || !isSettled(stats, now)) return null;
    marks.set(markParts(stats), at * MARK_PARTS);
  }
  return marks;
}
