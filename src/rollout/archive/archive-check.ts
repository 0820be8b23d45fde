import {join} from 'node:path';
import {LseError} from '../../core/errors.ts';
import {shellWord} from '../../core/shell-word.ts';
import {readingError} from './archive-error.ts';
import {digestOfFile, type FileDigest, isSameDigest} from './file-digest.ts';
import {MANIFEST, type Manifest} from './manifest.ts';
import {filesBelow, pathOf} from './project-files.ts';

/**
 * Reads an archived project, or some of its dates, and compares every file with the manifest: none is missing, other or new.
 *
 * @param dates null for all of it
 * @throws LseError that names the first file that is wrong
 */
export async function checkArchive(
  directory: string,
  manifest: Manifest,
  dates: readonly string[] | null,
  onFile: () => void = () => {},
): Promise<void> {
  const wanted = new Map(Object.entries(manifest.files));
  try {
    for (const part of dates ?? [null]) {
      const isIn = (path: string): boolean => part === null || path.startsWith(`${part}/`);
      const expected = new Map([...wanted].filter(([path]) => isIn(path)));
      await requireSameFiles(directory, expected, (path, fault) => damaged(directory, path, fault), part, onFile);
    }
  } catch (error) {
    throw readingError(directory, error);
  }
}

export type FileFault = 'is missing' | 'is other' | 'is not in the manifest';

/**
 * @param part the one directory to look at, or null
 * @throws what `fault` makes of the first file that is not as expected
 */
export async function requireSameFiles(
  directory: string,
  expected: ReadonlyMap<string, FileDigest>,
  fault: (path: string, fault: FileFault) => Error,
  part: string | null = null,
  onFile: () => void = () => {},
): Promise<void> {
  const there = new Set(
    (await filesBelow(directory, part === null ? [] : [part])).map(pathOf).filter((path) => path !== MANIFEST),
  );
  for (const path of expected.keys()) if (!there.has(path)) throw fault(path, 'is missing');
  for (const path of there) {
    const digest = expected.get(path);
    if (digest === undefined) throw fault(path, 'is not in the manifest');
    if (!isSameDigest(digest, await digestOfFile(join(directory, path)))) throw fault(path, 'is other');
    onFile();
  }
}

function damaged(directory: string, path: string, fault: FileFault): LseError {
  const what = {
    'is missing': 'is missing',
    'is other': 'is not what was archived',
    'is not in the manifest': 'was not archived there',
  }[fault];
  return new LseError(
    'LSE_DATA_DIR',
    `The archive ${directory} is damaged: ${path} ${what}.`,
    `Restore it from a copy, and look at it with: sha256sum ${shellWord(join(directory, path))}`,
  );
}
