import {closeSync, constants, fstatSync, openSync, realpathSync, type Stats, statSync} from 'node:fs';
import {NOT_GIVEN} from '../../../core/document-tree.ts';
import {UnreadableDocument} from '../../../core/run-document.ts';
import {isWithin} from '../tree/tree-root.ts';

/**
 * A listing says what a name was, and something else may have taken its place. `O_NONBLOCK` keeps a FIFO without a writer from
 * holding the program for ever; `O_NOFOLLOW` finds links, of which few trees have any.
 */
const AS_LISTED = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** What opening a link with `O_NOFOLLOW` fails with; FreeBSD has a code of its own. */
const IS_LINK: ReadonlySet<string | undefined> = new Set(['ELOOP', 'EMLINK']);

/** An open file that has to be closed, and how many bytes it held when it was opened. */
export interface RegularFile {
  readonly file: number;
  readonly size: number;
}

/**
 * Opens what has to be a regular file. A link is followed where it leads to one within `root` (a real path).
 *
 * @throws UnreadableDocument for anything that is no regular file, named in the message, and what the file system says
 */
export function openRegularFile(path: string, root: string): RegularFile {
  const file = openAsListed(path, root);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw notGiven(`it is ${kindOf(stats)}, not a regular file`);
    return {file, size: stats.size};
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** A reason that need not hold the next time. */
export function notGiven(what: string): UnreadableDocument {
  return new UnreadableDocument(`${NOT_GIVEN}: ${what}`);
}

function openAsListed(path: string, root: string): number {
  try {
    return openSync(path, AS_LISTED);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (IS_LINK.has(code)) return openTarget(path, root);
    // A socket cannot be opened, nor can a device without a driver.
    if (code === 'ENXIO') throw notGiven(`it is ${kindOf(statSync(path))}, not a regular file`);
    throw error;
  }
}

function openTarget(path: string, root: string): number {
  const target = realpathSync.native(path);
  if (!isWithin(target, root)) throw notGiven('it is a link that leads outside the data dir');
  return openSync(target, AS_LISTED);
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a FIFO';
  if (stats.isSocket()) return 'a socket';
  if (stats.isDirectory()) return 'a directory';
  return 'a device';
}
