import {join} from 'node:path';
import {SourceError} from '../../../core/errors.ts';
import {shellWord} from '../../../core/shell-word.ts';

export function missingDataDir(dataDir: string, cause?: unknown): SourceError {
  return new SourceError(
    'LSE_DATA_DIR',
    `The data directory ${dataDir} does not exist or is not a directory.`,
    'Name the one that holds your projects in LSE_DATA_DIR or with --data-dir DIR.',
    {cause},
  );
}

/** For a data directory that is gone, or was replaced, since it was opened. */
export function replacedDataDir(dataDir: string): SourceError {
  return new SourceError(
    'LSE_DATA_DIR',
    `The data directory ${dataDir} went away while it was read.`,
    `Look for it with: ls -ld ${shellWord(dataDir)}`,
  );
}

/** For a directory that leads elsewhere since it was listed. */
export function strayDirectory(path: string): SourceError {
  return new SourceError(
    'LSE_DATA_DIR',
    `The directory ${path} became a link that leads outside the data dir.`,
    `Look at it with: ls -ld ${shellWord(path)}`,
  );
}

/** For a directory below it that is gone, or is away for a moment, since its name was read. */
export function vanishedDirectory(dataDir: string, below: readonly string[]): SourceError {
  const path = join(dataDir, ...below);
  return new SourceError(
    'LSE_DATA_DIR',
    `The directory ${path} went away while the tree was listed.`,
    `Try again when nobody moves it; look at it with: ls -ld ${shellWord(path)}`,
  );
}

/** `below` are the names from the data directory down to the one that cannot be read. */
export function unreadableDirectory(dataDir: string, below: readonly string[], cause: unknown): SourceError {
  const path = join(dataDir, ...below);
  const {code = 'unknown'} = cause as NodeJS.ErrnoException;
  const look = `Look at it with: ls -ld ${shellWord(path)}`;
  const [project] = below;
  return new SourceError(
    'LSE_DATA_DIR',
    `The directory ${path} cannot be read (${code}).`,
    project === undefined ? look : `${look}. Or leave its project out with: --exclude-project ${shellWord(project)}`,
    {cause},
  );
}
