import {createHash} from 'node:crypto';
import {type BigIntStats, realpathSync, statSync} from 'node:fs';
import {sep} from 'node:path';
import {isSettled, MARK_PARTS, markParts} from './file-mark.ts';

/** Counts up with every change of what is made of a file. */
const READING_RULES = 1;

/** What is looked at in one turn, some 3 ms: then whoever else waits for the thread has it. */
const FILES_A_TURN = 1024;

/**
 * A digest of the names and marks of a directory's files, and of what else reading them depends on. Without waiting for
 * each file: a look takes 2 µs, and the way through the thread pool and back ten times that. Null where a file was changed
 * just now, so that a second change could leave the same mark, or where one cannot be looked at.
 */
export async function listingDigest(
  directory: string,
  fileNames: readonly string[],
  maxFileBytes: number,
): Promise<string | null> {
  const real = realPathOf(directory);
  if (real === null) return null;
  const hash = createHash('sha256').update(JSON.stringify([READING_RULES, maxFileBytes, real, fileNames.length]));
  for (let start = 0; start < fileNames.length; start += FILES_A_TURN) {
    const turn = fileNames.slice(start, start + FILES_A_TURN);
    const marks = marksOf(real, turn);
    if (marks === null) return null;
    // No name holds NUL, and there are as many as the head says, so that no two listings are the same text.
    hash.update(`${turn.join('\0')}\0`).update(marks);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return hash.digest('hex');
}

function marksOf(directory: string, fileNames: readonly string[]): BigUint64Array | null {
  const now = Date.now();
  const marks = new BigUint64Array(fileNames.length * MARK_PARTS);
  for (const [at, fileName] of fileNames.entries()) {
    const stats = statsOf(`${directory}${sep}${fileName}`);
    if (stats === null || !isSettled(stats, now)) return null;
    marks.set(markParts(stats), at * MARK_PARTS);
  }
  return marks;
}

function statsOf(path: string): BigIntStats | null {
  try {
    return statSync(path, {bigint: true, throwIfNoEntry: false}) ?? null;
  } catch {
    return null;
  }
}

function realPathOf(directory: string): string | null {
  try {
    return realpathSync(directory);
  } catch {
    return null;
  }
}
