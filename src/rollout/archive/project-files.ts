import type {Dirent} from 'node:fs';
import {lstat, readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {compareCodePoints} from '../../core/code-point-order.ts';
import {LseError} from '../../core/errors.ts';
import {shellWord} from '../../core/shell-word.ts';
import {treeError} from './archive-error.ts';
import {MANIFEST, parseManifest} from './manifest.ts';

/** One file below the directory of a project. */
export interface ProjectFile {
  /** Its names, from that directory on: `['2025-09-13', 'a_101500.json']`. */
  readonly names: readonly string[];
  readonly bytes: number;
}

/** Dates stand aside in it while they are removed. It is no date itself, so no report reads them. */
export const ASIDE = '.lse-retired';

/**
 * Every file below the directory of a project, in the order of the names: those that reports read, those that do not count, and those
 * in directories that are no dates. Empty if there is no such directory. What an earlier run put aside is not among them,
 * and neither is the manifest of an archive that was copied back.
 *
 * @throws LseError for what no copy of names and bytes can give back: a link, a device, a name that is not UTF-8
 */
export async function projectFiles(directory: string): Promise<ProjectFile[]> {
  try {
    const stats = await lstat(directory).catch(ifThere);
    if (stats === null) return [];
    if (!stats.isDirectory()) throw notToBeCopied(directory, 'is a link or no directory');
    const files = (await filesBelow(directory, [])).filter(({names}) => names[0] !== ASIDE);
    if (!files.some(isManifest)) return files;
    const path = join(directory, MANIFEST);
    if (parseManifest(await readFile(path, 'utf8')) === null) {
      throw notToBeCopied(path, "has the name that an archive's own list of files has");
    }
    return files.filter((file) => !isManifest(file));
  } catch (error) {
    throw treeError(directory, error);
  }
}

function isManifest({names}: ProjectFile): boolean {
  return names.length === 1 && names[0] === MANIFEST;
}

/** All of them, whatever they are called. */
export async function filesBelow(directory: string, below: readonly string[]): Promise<ProjectFile[]> {
  const entries = await entriesOf(join(directory, ...below));
  const files: ProjectFile[] = [];
  for (const entry of entries) {
    const names = [...below, entry.name];
    const path = join(directory, ...names);
    if (entry.isDirectory()) files.push(...(await filesBelow(directory, names)));
    else if (entry.isFile()) files.push({names, bytes: (await lstat(path)).size});
    else throw notToBeCopied(path, entry.isSymbolicLink() ? 'is a link' : 'is no regular file');
  }
  return files;
}

async function entriesOf(directory: string): Promise<Dirent[]> {
  const entries = await readdir(directory, {withFileTypes: true});
  // What could not be decoded reads as U+FFFD; a name may hold that itself, but then it is found under it.
  for (const {name} of entries) {
    if (!name.includes('\ufffd')) continue;
    const found = await lstat(join(directory, name)).catch(ifThere);
    if (found === null) throw notToBeCopied(join(directory, name), 'has a name that is not UTF-8');
  }
  return entries.sort((left, right) => compareCodePoints(left.name, right.name));
}

function ifThere(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

function notToBeCopied(path: string, fault: string): LseError {
  return new LseError(
    'LSE_DATA_DIR',
    `${path} ${fault}, so that an archive could not give it back.`,
    `Put what it leads to in its place, or take it away. Look at it with: ls -l ${shellWord(path)}`,
  );
}

/** `2025-09-13/a.json`, as messages and the manifest name a file. */
export function pathOf({names}: Pick<ProjectFile, 'names'>): string {
  return names.join('/');
}
