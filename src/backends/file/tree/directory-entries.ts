import {type Dirent, readdir} from 'node:fs';
import {readdir as readdirAsync, readlink, realpath, stat} from 'node:fs/promises';
import {dirname, resolve, sep} from 'node:path';
import fastGlob from 'fast-glob';
import {compareCodePoints} from '../../../core/code-point-order.ts';
import type {PassedOverKind} from '../../../core/passed-over.ts';
import {isWithin} from './tree-root.ts';
import {nameOf, REPLACEMENT} from './undecodable-name.ts';

/**
 * `?*` and not `*`: the matcher behind `*` passes over names that start with a line break. A found name is data from
 * here on and never becomes part of a pattern; for the same reason the directory is given separately.
 */
const EVERY_NAME = '?*';

type EntryKind = 'file' | 'directory';

/** What lies directly below a directory. Names that are not UTF-8 are those of `nameOf`. */
export interface DirectoryEntries {
  /** The names of one kind, in code point order, without directories whose names are not UTF-8. */
  readonly names: readonly string[];
  /** What might be of that kind and is not read. */
  readonly passedOver: readonly {readonly name: string; readonly kind: PassedOverKind}[];
  /** The names of the other kind. Files include links to files; directories do not include links, which may lead back to the records. */
  readonly others: readonly string[];
}

/**
 * The entries that are of one kind. A symbolic link counts as its target if that lies within `root` (a
 * real path), and is passed over otherwise.
 *
 * @throws what the file system says, also of a directory that is missing: one that is away for a moment is not empty
 */
export async function directoryEntries(directory: string, kind: EntryKind, root: string): Promise<DirectoryEntries> {
  const names: string[] = [];
  const passedOver: {name: string; kind: PassedOverKind}[] = [];
  const others: string[] = [];
  for (const entry of kind === 'file' ? await manyEntries(directory) : await fewEntries(directory)) {
    const isKind = kind === 'file' ? entry.isFile() : entry.isDirectory();
    const found = isKind ? kind : await otherwise(entry, directory, kind, root);
    if (found === 'directory' && !entry.name.isWellFormed()) {
      passedOver.push({name: entry.name, kind: 'undecodable-directory'});
    } else if (found === 'file' || found === 'directory') names.push(entry.name);
    else if (found !== null) passedOver.push({name: entry.name, kind: found});
    else if (isOther(entry, kind)) others.push(entry.name);
  }
  return {names: names.sort(compareCodePoints), passedOver, others: others.sort(compareCodePoints)};
}

/** Whether an entry that is not of the requested kind is of the other one. */
function isOther(entry: Entry, kind: EntryKind): boolean {
  return kind === 'directory' ? entry.isFile() || entry.isSymbolicLink() : entry.isDirectory();
}

type Entry = Pick<Dirent, 'name' | 'isFile' | 'isDirectory' | 'isSymbolicLink'>;

async function fewEntries(directory: string): Promise<readonly Entry[]> {
  const reading = readOnly(directory);
  const entries = await fastGlob(EVERY_NAME, {
    fs: {readdir: reading.readdir},
    objectMode: true,
    onlyFiles: false,
    dot: true,
    deep: 1,
    // One directory, read once: no name comes twice.
    unique: false,
    followSymbolicLinks: false,
  });
  // The matcher takes a missing directory for an empty one.
  if (reading.error() !== null) throw reading.error();
  return withExactNames(
    directory,
    entries.map(({dirent}) => dirent),
  );
}

/** Without matching each name: the files of a day can be very many, and 5,000 of them take 5 ms instead of 20. */
async function manyEntries(directory: string): Promise<readonly Entry[]> {
  return withExactNames(directory, await readdirAsync(directory, {withFileTypes: true}));
}

/** Reads the directory again, as bytes, if a name may hold bytes that are no UTF-8: Node would make several such names one. */
async function withExactNames(directory: string, entries: readonly Entry[]): Promise<readonly Entry[]> {
  if (!entries.some(({name}) => name.includes(REPLACEMENT))) return entries;
  const exact = await readdirAsync(directory, {withFileTypes: true, encoding: 'buffer'});
  return exact.map((entry) => ({
    name: nameOf(entry.name),
    isFile: () => entry.isFile(),
    isDirectory: () => entry.isDirectory(),
    isSymbolicLink: () => entry.isSymbolicLink(),
  }));
}

/**
 * A `readdir` that always reads this one directory, and what went wrong with it. No deeper one is read, and the matcher would turn a
 * backslash in a path into a slash.
 */
function readOnly(directory: string): {readonly readdir: typeof readdir; readonly error: () => unknown} {
  let failure: unknown = null;
  const read = (
    _path: unknown,
    options: {withFileTypes: true},
    done: (error: unknown, found?: Dirent[]) => void,
  ): void =>
    readdir(directory, options, (error, found) => {
      failure = error;
      done(error, found);
    });
  return {readdir: read as unknown as typeof readdir, error: () => failure};
}

/**
 * What an entry that is not itself of the requested kind counts as, or why it is passed over; null if nobody would miss
 * it.
 */
async function otherwise(
  entry: Entry,
  directory: string,
  kind: EntryKind,
  root: string,
): Promise<EntryKind | PassedOverKind | null> {
  if (entry.isSymbolicLink()) {
    // A link with such a name cannot be followed. Its name decides what it counts as.
    return entry.name.isWellFormed() ? linkTarget(`${directory}${sep}${entry.name}`, kind, root) : kind;
  }
  const isSpecial = kind === 'file' && !entry.isDirectory();
  return isSpecial ? 'special-file' : null;
}

/** A link that leads nowhere: to a name that is not there, or not below a file, or back to itself. */
const LEADS_NOWHERE: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

async function linkTarget(path: string, kind: EntryKind, root: string): Promise<EntryKind | PassedOverKind | null> {
  try {
    const target = await realpath(path);
    const stats = await stat(target);
    const isKind = kind === 'file' ? !stats.isDirectory() : stats.isDirectory();
    if (!isKind) return null;
    if (!isWithin(target, root)) return 'outside-link';
    return kind === 'file' && !stats.isFile() ? 'special-file' : kind;
  } catch (error) {
    if (LEADS_NOWHERE.has((error as NodeJS.ErrnoException).code)) return 'broken-link';
    // Its final target may be unknown. Its own text says enough; reading a link that stays inside reports the reason.
    const said = resolve(dirname(path), await readlink(path).catch(() => ''));
    return isWithin(said, root) ? kind : 'outside-link';
  }
}
