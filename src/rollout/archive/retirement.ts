import {lstat, mkdir, readdir, rename, rm, rmdir} from 'node:fs/promises';
import {join} from 'node:path';
import {LseError} from '../../core/errors.ts';
import {shellWord} from '../../core/shell-word.ts';
import {syncDirectory} from '../../transfer/synced-files.ts';
import {treeError} from './archive-error.ts';
import type {ArchivePlace} from './archive-place.ts';
import {digestOfFile, type FileDigest, isSameDigest} from './file-digest.ts';
import {MANIFEST, type Manifest} from './manifest.ts';
import {ASIDE, filesBelow, type ProjectFile, pathOf, projectFiles} from './project-files.ts';

/**
 * Requires that what is left of a project's directory is in its archive, byte for byte. Nothing is touched.
 *
 * @throws LseError that names the first file that is not
 */
export async function requireArchived(place: ArchivePlace, manifest: Manifest): Promise<void> {
  await requireSame(place, place.tree, await projectFiles(place.tree), manifest);
}

/**
 * Removes the directory of a project that is archived, one date after the other. Each is first put aside by a rename, so that a report
 * finds it whole or not at all, and nobody can write into it any more; then it is read once more and compared with the archive;
 * then its files go. What is not in the archive goes back to its place. A run that was killed is gone on with.
 *
 * @throws LseError if something is not in the archive, or cannot be removed
 */
export async function removeArchived(place: ArchivePlace, manifest: Manifest, onFile: () => void): Promise<void> {
  const {tree} = place;
  const aside = join(tree, ASIDE);
  try {
    if (!(await isThere(tree))) return;
    await mkdir(aside, {recursive: true, mode: 0o700});
    // What an earlier run put there.
    for (const name of await readdir(aside)) await removeAside(place, name, manifest, onFile);
    for (const name of (await readdir(tree)).sort()) {
      if (name === ASIDE || name === MANIFEST) continue;
      await rename(join(tree, name), join(aside, name));
      await syncDirectory(tree);
      await removeAside(place, name, manifest, onFile);
    }
    await rm(join(tree, MANIFEST), {force: true});
    await rmdir(aside);
    await rmdir(tree);
  } catch (error) {
    throw treeError(tree, error);
  }
}

async function removeAside(place: ArchivePlace, name: string, manifest: Manifest, onFile: () => void): Promise<void> {
  const aside = join(place.tree, ASIDE);
  const isDirectory = (await lstat(join(aside, name))).isDirectory();
  const files = isDirectory ? await filesBelow(aside, [name]) : [{names: [name], bytes: 0}];
  try {
    await requireSame(place, aside, files, manifest);
  } catch (error) {
    // What an earlier run removed in part stays aside: back in its place, a report would count what is left of the date.
    const archived = Object.keys(manifest.files).filter((path) => path === name || path.startsWith(`${name}/`));
    const there = new Set(files.map(pathOf));
    if (archived.every((path) => there.has(path))) await putBack(place.tree, name);
    throw error;
  }
  for (const {names} of files) {
    await rm(join(aside, ...names));
    onFile();
  }
  // Directories alone are left, unless somebody wrote into them just now: what is there then stays, and is an error.
  if (isDirectory) await removeEmpty(join(aside, name));
}

async function removeEmpty(directory: string): Promise<void> {
  for (const name of await readdir(directory)) await removeEmpty(join(directory, name));
  await rmdir(directory);
}

/** If the name is taken again it stays aside: the next run says so again. */
async function putBack(tree: string, name: string): Promise<void> {
  if (!(await isThere(join(tree, name)))) await rename(join(tree, ASIDE, name), join(tree, name)).catch(() => {});
  await rmdir(join(tree, ASIDE)).catch(() => {});
}

async function requireSame(
  place: ArchivePlace,
  directory: string,
  files: readonly ProjectFile[],
  manifest: Manifest,
): Promise<void> {
  const archived: ReadonlyMap<string, FileDigest> = new Map(Object.entries(manifest.files));
  for (const file of files) {
    const expected = archived.get(pathOf(file));
    if (expected === undefined) throw notArchived(place, pathOf(file), 'is not in');
    const digest = await digestOfFile(join(directory, ...file.names));
    if (!isSameDigest(digest, expected)) throw notArchived(place, pathOf(file), 'is other than in');
  }
}

/** The way back first: then the project can be loaded, verified and retired again. */
function notArchived({tree, directory}: ArchivePlace, path: string, how: string): LseError {
  return new LseError(
    'LSE_DATA_DIR',
    `${path} of ${tree} ${how} the archive ${directory}; it was not removed.`,
    `Put back what is archived, load it, and retire into another directory: cp -Rn ${shellWord(`${directory}/.`)} ${shellWord(tree)} && lse db load`,
  );
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}
