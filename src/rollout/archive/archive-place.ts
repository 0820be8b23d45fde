import {createHash} from 'node:crypto';
import {mkdir, realpath} from 'node:fs/promises';
import {basename, dirname, join, resolve, sep} from 'node:path';
import {LseError, UsageError} from '../../core/errors.ts';
import {shellWord} from '../../core/shell-word.ts';
import {LockTaken, withLockFile} from '../../files/lock-file.ts';
import {writingError} from './archive-error.ts';

/**
 * Where a project is archived: `<archive>/<project>/<date>/<file>`, a plain trace tree and no tar. So whatever reads a trace tree reads the
 * archive as it is (`--control file:DIR`, `LSE_DATA_DIR=DIR`), the way back is a copy of directories, one damaged file is one
 * damaged file, one date can be checked without reading the others, and in ten years only one format must be understood, that of the files
 * themselves. What a tar would save, the slack of small files, a file system that compresses saves as well.
 */
export interface ArchivePlace {
  readonly project: string;
  /** The directory that the user named. */
  readonly root: string;
  /** The project's own in it; there as a whole or not at all. */
  readonly directory: string;
  /** The place in which it is written until it is whole. It starts with a dot and so is no project; the same for every run. */
  readonly draft: string;
  /** The project's directory of the data dir. */
  readonly tree: string;
}

/** @throws UsageError if one of the two directories lies in the other */
export async function archivePlace(archive: string, dataDir: string, project: string): Promise<ArchivePlace> {
  const [root, data] = [await realTarget(archive), await realTarget(dataDir)];
  if (root === data || isBelow(root, data) || isBelow(data, root)) {
    throw new UsageError(
      `The archive ${archive} and the data directory ${dataDir} lie in one another: what is archived must not be what is removed.`,
      'Name a directory beside it with --archive DIR.',
    );
  }
  return {
    project,
    root,
    directory: join(root, project),
    draft: join(root, `.lse-archive-${nameOf(project)}`),
    tree: join(data, project),
  };
}

/** Of a fixed length: the name of a project may take all that a file system allows. */
function nameOf(project: string): string {
  return createHash('sha256').update(project).digest('hex').slice(0, 16);
}

/** The age alone makes no lock stale if nothing is known of its machine: archiving may take hours. */
const DAY = 86_400_000;
const LIMITS = {waitMilliseconds: 5_000, deadAfterMilliseconds: 1_000, unknownAfterMilliseconds: DAY};

/** Runs `work` while no other process archives the project here. The directory is made if it is missing. */
export async function withArchive<T>(place: ArchivePlace, work: () => Promise<T>): Promise<T> {
  const lock = `${place.draft}.lock`;
  try {
    await mkdir(place.root, {recursive: true, mode: 0o700});
    return await withLockFile(lock, work, LIMITS);
  } catch (error) {
    if (!(error instanceof LockTaken)) throw writingError(place.root, error);
    throw new LseError(
      'LSE_OUTPUT',
      `Another process archives this project in ${place.root}: ${error.holder}.`,
      `Wait for it to end. If it runs no more: rm ${shellWord(lock)}`,
    );
  }
}

/** Where links lead, as far as the path is there. */
async function realTarget(path: string): Promise<string> {
  const whole = resolve(path);
  try {
    return await realpath(whole);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' || dirname(whole) === whole) throw writingError(path, error);
    return join(await realTarget(dirname(whole)), basename(whole));
  }
}

function isBelow(path: string, directory: string): boolean {
  return path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}
