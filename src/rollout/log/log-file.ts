import {closeSync, constants, fstatSync, lstatSync, openSync, readSync, renameSync, rmSync, writeSync} from 'node:fs';
import {dirname} from 'node:path';
import {PRIVATE_FILE} from '../../core/private-mode.ts';
import {makeOwnDirectory} from '../../files/own-directory.ts';

/** From so many bytes on the log goes on in a new file: some ten thousand runs, some hundreds with plans. */
export const LARGEST_LOG = 10 * 1024 * 1024;

/** A FIFO in its place must not hold a report for ever, nor a link lead the lines elsewhere. */
const TO_APPEND =
  constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

const LINE_FEED = 0x0a;

/**
 * Appends whole lines to the log, in one write, so that lines of many processes do not run into one another. If the log is full it is
 * put aside first, as `<path>.1`, in the place of the one before: both together take at most three times `largest`.
 *
 * @throws what the file system says, `ENOSPC` for what a full disk cut, and `ENOTREG` if there is something else than a regular file
 */
export function appendText(path: string, text: string, largest = LARGEST_LOG): void {
  makeOwnDirectory(dirname(path));
  putAside(path, largest);
  const descriptor = openSync(path, TO_APPEND, PRIVATE_FILE);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw fault('ENOTREG', 'it is no regular file');
    const bytes = Buffer.from(isCut(descriptor, stats.size) ? `\n${text}` : text);
    if (writeSync(descriptor, bytes) < bytes.length) throw fault('ENOSPC', 'it was not written whole');
  } finally {
    closeSync(descriptor);
  }
}

/** Whether a full disk took the end of the last line; the next one must not be lost with it. */
function isCut(descriptor: number, size: number): boolean {
  const last = Buffer.alloc(1);
  return size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== LINE_FEED;
}

/**
 * Many processes may find at once that the log is full. Only the one that makes the file of the claim puts it aside, and looks again
 * first: else the second would put a new, empty log in the place of the full one. A claim whose process died in between stands until the
 * log has twice its size; then it no longer counts.
 */
function putAside(path: string, largest: number): void {
  if (sizeOf(path) < largest) return;
  const claim = `${path}.claim`;
  if (!isClaimed(claim) && sizeOf(path) < 2 * largest) return;
  try {
    if (sizeOf(path) >= largest) renameSync(path, `${path}.1`);
  } finally {
    rmSync(claim, {force: true});
  }
}

function isClaimed(claim: string): boolean {
  try {
    closeSync(openSync(claim, 'wx', PRIVATE_FILE));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function sizeOf(path: string): number {
  try {
    const stats = lstatSync(path);
    return stats.isFile() ? stats.size : 0;
  } catch {
    return 0;
  }
}

function fault(code: string, message: string): Error {
  return Object.assign(new Error(message), {code});
}
