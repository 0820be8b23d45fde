import {LseError} from '../../core/errors.ts';
import {shellWord} from '../../core/shell-word.ts';

/** What to do about it, by what the system said. */
const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: 'Free some space, or name a directory on another disk with --archive DIR. See: df -h',
  EDQUOT: 'Free some space, or name a directory on another disk with --archive DIR. See: quota',
  EFBIG: 'Allow larger files, for example with: ulimit -f unlimited',
  EMFILE: 'Allow more open files, for example with: ulimit -n 1024',
  EROFS: 'Name a directory that may be written with --archive DIR.',
  EACCES: 'Name a directory that may be written with --archive DIR.',
  EPERM: 'Name a directory that may be written with --archive DIR.',
  ENOTDIR: 'Name a directory with --archive DIR.',
};

/** An error of the file system while an archive is written; any other passes as it is. */
export function writingError(directory: string, cause: unknown): unknown {
  const code = codeOf(cause);
  if (code === null) return cause;
  const message = `The archive ${directory} cannot be written (${code}); nothing was removed.`;
  return new LseError('LSE_OUTPUT', message, HINTS[code] ?? 'Name another one with --archive DIR.', {cause});
}

/** The same while one is read. */
export function readingError(directory: string, cause: unknown): unknown {
  const code = codeOf(cause);
  if (code === null) return cause;
  const message = `The archive ${directory} cannot be read (${code}).`;
  return new LseError('LSE_DATA_DIR', message, `Look at it with: ls -lR ${shellWord(directory)}`, {cause});
}

/** The same while the project's own directory is read or removed. The archive has all that is left of it, too. */
export function treeError(directory: string, cause: unknown): unknown {
  const code = codeOf(cause);
  if (code === null) return cause;
  const message = `The directory ${directory} cannot be read or removed as a whole (${code}); nothing is lost.`;
  return new LseError('LSE_DATA_DIR', message, `Look at it with: ls -lRa ${shellWord(directory)}`, {cause});
}

/** Null for what is no error of the file system. */
function codeOf(cause: unknown): string | null {
  if (cause instanceof LseError) return null;
  const {code, syscall} = cause as NodeJS.ErrnoException;
  return syscall === undefined || code === undefined ? null : code;
}
