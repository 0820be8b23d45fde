import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {ARCHIVE_MANIFEST} from '../../core/document-tree.ts';
import {LseError} from '../../core/errors.ts';
import {shellWord} from '../../core/shell-word.ts';
import {replaceFile} from '../../files/replaced-file.ts';
import {readingError} from './archive-error.ts';
import type {FileDigest} from './file-digest.ts';

/** Stands beside the dates of an archived project: there nothing counts in a trace tree. */
export const MANIFEST = ARCHIVE_MANIFEST;

const VERSION = 1;

/** What an archived project holds. It is written when all of that is on the disk and was read back. */
export interface Manifest {
  readonly version: typeof VERSION;
  readonly project: string;
  /** ISO 8601 in UTC. */
  readonly archivedAt: string;
  readonly counts: {readonly dates: number; readonly files: number; readonly bytes: number};
  /** By their paths below the project's directory, such as `2025-09-13/a_101500.json`. */
  readonly files: Readonly<Record<string, FileDigest>>;
}

export function manifestOf(project: string, files: ReadonlyMap<string, FileDigest>, now: string): Manifest {
  const digests = [...files.values()];
  return {
    version: VERSION,
    project,
    archivedAt: now,
    counts: {
      dates: datesIn(files.keys()).length,
      files: digests.length,
      bytes: digests.reduce((sum, {bytes}) => sum + bytes, 0),
    },
    // As a map's entries: a file may be called `__proto__`.
    files: Object.fromEntries([...files].map(([path, {sha256, bytes}]) => [path, {sha256, bytes}])),
  };
}

export async function writeManifest(directory: string, manifest: Manifest): Promise<void> {
  await replaceFile(join(directory, MANIFEST), [JSON.stringify(manifest, null, 1), '\n'], null);
}

/**
 * The manifest of an archived project; null if there is no such directory.
 *
 * @throws LseError if the directory is no whole archive of the project
 */
export async function readManifest(directory: string, project: string): Promise<Manifest | null> {
  const path = join(directory, MANIFEST);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw readingError(directory, error);
    if (await isMissing(directory)) return null;
    throw noArchive(directory, `it has no ${MANIFEST}`);
  }
  const manifest = parseManifest(text);
  if (manifest === null) throw noArchive(directory, `its ${MANIFEST} is not one of lse`);
  if (manifest.project !== project) throw noArchive(directory, `its ${MANIFEST} is of '${manifest.project}'`);
  return manifest;
}

/** Null for what this version did not write. */
export function parseManifest(text: string): Manifest | null {
  try {
    const read = JSON.parse(text) as Partial<Manifest>;
    const isOurs = read.version === VERSION && typeof read.project === 'string' && isRecord(read.files);
    if (!isOurs || !Object.values(read.files as object).every(isDigest)) return null;
    const files = new Map(Object.entries(read.files as Manifest['files']));
    const manifest = manifestOf(read.project as string, files, String(read.archivedAt));
    // Counts that do not fit the files are those of another list: part of it was lost.
    return JSON.stringify(manifest.counts) === JSON.stringify(read.counts) ? manifest : null;
  } catch {
    return null;
  }
}

/** The first name of each path that has more than one, in their order: the dates, and directories of other names. */
export function directoriesIn(paths: Iterable<string>): string[] {
  const names = [...paths].flatMap((path) => (path.includes('/') ? [path.slice(0, path.indexOf('/'))] : []));
  return [...new Set(names)].sort();
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

function datesIn(paths: Iterable<string>): string[] {
  return directoriesIn(paths).filter((name) => DATE.test(name));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDigest(value: unknown): value is FileDigest {
  return (
    isRecord(value) &&
    typeof value.sha256 === 'string' &&
    /^[0-9a-f]{64}$/.test(value.sha256) &&
    Number.isSafeInteger(value.bytes) &&
    (value.bytes as number) >= 0
  );
}

async function isMissing(directory: string): Promise<boolean> {
  const {lstat} = await import('node:fs/promises');
  return lstat(directory).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
}

function noArchive(directory: string, why: string): LseError {
  return new LseError(
    'LSE_OUTPUT',
    `${directory} is there and is no whole archive of the project: ${why}. It was not touched.`,
    `Name another directory with --archive DIR, or look at it with: ls -la ${shellWord(directory)}`,
  );
}
