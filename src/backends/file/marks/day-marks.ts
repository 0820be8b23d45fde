import type {BigIntStats} from 'node:fs';
import {sep} from 'node:path';
import {FILES_A_TURN} from '../threads/scan-turns.ts';
import {type FileMark, statsOf} from './file-mark.ts';

/**
 * The marks of a directory's files, in the order of the names; `markFor` says what the mark is of one with these stats, or of one that
 * is gone. Without waiting for each file: the way through the thread pool and back takes five times as long as the look itself.
 */
export async function dayMarks<M extends FileMark | null>(
  directory: string,
  fileNames: readonly string[],
  markFor: (stats: BigIntStats | null) => M,
): Promise<M[]> {
  const marks: M[] = [];
  for (const fileName of fileNames) {
    marks.push(markFor(statsOf(`${directory}${sep}${fileName}`)));
    if (marks.length % FILES_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return marks;
}
