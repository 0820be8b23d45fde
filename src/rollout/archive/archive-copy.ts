import {chmod, lstat, mkdir, rename, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {LseError} from '../../core/errors.ts';
import {SyncedFiles, syncDirectory} from '../../transfer/synced-files.ts';
import {requireSameFiles} from './archive-check.ts';
import {treeError, writingError} from './archive-error.ts';
import type {ArchivePlace} from './archive-place.ts';
import {DigestedReading, digestOfFile, type FileDigest, isSameDigest} from './file-digest.ts';
import {type Manifest, manifestOf, writeManifest} from './manifest.ts';
import {filesBelow, type ProjectFile, pathOf} from './project-files.ts';

export interface CopyOptions {
  /** Asked when everything is copied and read back, before the archive gets its name; throws if the tree is no longer what was verified. */
  readonly requireUnchanged: () => Promise<void>;
  readonly onFile: () => void;
  /** As `Entry.at`. */
  readonly now: string;
}

/**
 * Copies the files of a project into its place in the archive, which is there afterwards as a whole, on the disk and read back, or not
 * at all. A run that was killed is gone on with: what it copied whole stays.
 *
 * @throws LseError if the archive cannot be written, or a file is no longer what it was
 */
export async function copyProject(
  place: ArchivePlace,
  files: readonly ProjectFile[],
  options: CopyOptions,
): Promise<Manifest> {
  try {
    await mkdir(place.draft, {recursive: true, mode: 0o700});
    const digests = await copyAll(place, files, options.onFile);
    await removeOthers(place.draft, digests);
    await requireSameFiles(place.draft, digests, (path) => changedOnTheWay(place, path));
    await options.requireUnchanged();
    const manifest = manifestOf(place.project, digests, options.now);
    await writeManifest(place.draft, manifest);
    await moveToName(place);
    return manifest;
  } catch (error) {
    await rm(place.draft, {recursive: true, force: true, maxRetries: 3}).catch(() => {});
    throw writingError(place.root, error);
  }
}

async function copyAll(
  place: ArchivePlace,
  files: readonly ProjectFile[],
  onFile: () => void,
): Promise<Map<string, FileDigest>> {
  const digests = new Map<string, FileDigest>();
  const copies = new SyncedFiles(place.draft);
  try {
    for (const file of files) {
      digests.set(pathOf(file), await copyOne(place, copies, file));
      onFile();
    }
    await copies.settle();
  } finally {
    await copies.close();
  }
  return digests;
}

async function copyOne({tree, draft}: ArchivePlace, copies: SyncedFiles, {names}: ProjectFile): Promise<FileDigest> {
  const [below, name] = [names.slice(0, -1), names.at(-1) as string];
  const reading = new DigestedReading(join(tree, ...names));
  if (await copies.write(below, name, ofTheTree(tree, reading))) return reading.digest;
  const copy = join(draft, ...names);
  const source = await digestOfFile(join(tree, ...names)).catch((error: unknown) => {
    throw treeError(tree, error);
  });
  if (isSameDigest(source, await digestOfFile(copy))) {
    await copies.keep(below, name);
    return source;
  }
  await rm(copy);
  const again = new DigestedReading(join(tree, ...names));
  await copies.write(below, name, ofTheTree(tree, again));
  return again.digest;
}

/** What fails in reading is said of the tree, and not of the archive. */
async function* ofTheTree(tree: string, reading: DigestedReading): AsyncGenerator<Uint8Array> {
  const pieces = reading.pieces();
  try {
    for (;;) {
      const next = await pieces.next().catch((error: unknown) => {
        throw treeError(tree, error);
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await pieces.return(undefined);
  }
}

/** What an earlier run copied and is no longer there. */
async function removeOthers(draft: string, digests: ReadonlyMap<string, FileDigest>): Promise<void> {
  for (const file of await filesBelow(draft, [])) {
    if (!digests.has(pathOf(file))) await rm(join(draft, ...file.names));
  }
}

/** A directory of that name that came meanwhile is empty, or it stays as it is. */
async function moveToName({root, directory, draft}: ArchivePlace): Promise<void> {
  await chmod(draft, 0o700);
  await syncDirectory(draft);
  if (await isThere(directory)) {
    throw new LseError(
      'LSE_OUTPUT',
      `${directory} came into being meanwhile. It was not touched, and nothing was removed.`,
      'Name another directory with --archive DIR.',
    );
  }
  await rename(draft, directory);
  await syncDirectory(root);
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function changedOnTheWay({root}: ArchivePlace, path: string): LseError {
  return new LseError(
    'LSE_OUTPUT',
    `What was read back of ${path} from ${root} is not what was written; nothing was removed.`,
    'Look at the disk, and name a directory on another one with --archive DIR. See: dmesg',
  );
}
