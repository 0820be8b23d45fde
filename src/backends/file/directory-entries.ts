import {type Dirent, readdir} from 'node:fs';
import {readdir as readdirAsync, realpath, stat} from 'node:fs/promises';
import {sep} from 'node:path';
import fastGlob from 'fast-glob';
import {compareCodePoints} from '../../core/code-point-order.ts';

/**
 * `?*` and not `*`: the matcher behind `*` passes over names that start with a line break. A name found is data from
 * here on and never becomes part of a pattern; the directory is given apart for the same reason.
 */
const EVERY_NAME = '?*';

/**
 * The names directly below a directory that are of one kind, in code point order; none where the directory is missing.
 * Symbolic links count as what they point at if that lies within `root` (a real path), and not at all otherwise.
 */
export async function directoryEntries(directory: string, kind: 'file' | 'directory', root: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of kind === 'file' ? await manyEntries(directory) : await fewEntries(directory)) {
    const isKind = kind === 'file' ? entry.isFile() : entry.isDirectory();
    if (isKind || (entry.isSymbolicLink() && (await linkLeadsTo(`${directory}${sep}${entry.name}`, kind, root)))) {
      names.push(entry.name);
    }
  }
  return names.sort(compareCodePoints);
}

type Entry = Pick<Dirent, 'name' | 'isFile' | 'isDirectory' | 'isSymbolicLink'>;

async function fewEntries(directory: string): Promise<Entry[]> {
  const entries = await fastGlob(EVERY_NAME, {
    fs: {readdir: readOnly(directory)},
    objectMode: true,
    onlyFiles: false,
    dot: true,
    deep: 1,
    // One directory, read once: no name comes twice.
    unique: false,
    followSymbolicLinks: false,
  });
  return entries.map(({dirent}) => dirent);
}

/** Without matching each name: the files of a day can be very many, and 5,000 of them take 5 ms instead of 20. */
async function manyEntries(directory: string): Promise<Entry[]> {
  try {
    return await readdirAsync(directory, {withFileTypes: true});
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * A `readdir` for this one directory, whichever it is asked for. No deeper one is read, and the matcher would turn a
 * backslash in a path into a slash before it asks.
 */
function readOnly(directory: string): typeof readdir {
  const read = (_path: unknown, ...rest: unknown[]): void => Reflect.apply(readdir, null, [directory, ...rest]);
  return read as typeof readdir;
}

async function linkLeadsTo(path: string, kind: 'file' | 'directory', root: string): Promise<boolean> {
  try {
    const target = await realpath(path);
    if (!isWithin(target, root)) return false;
    const stats = await stat(target);
    return kind === 'file' ? stats.isFile() : stats.isDirectory();
  } catch {
    return false;
  }
}

function isWithin(path: string, root: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}
