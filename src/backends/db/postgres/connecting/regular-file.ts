import {constants, type Stats} from 'node:fs';
import {open, stat} from 'node:fs/promises';

/**
 * Reads a file that must be a regular one: a pipe in its place might never end. The facts about it are of the very file that was read.
 *
 * @throws an error with Node's `code`, or with the code `no regular file`
 */
export async function readRegularFile(path: string): Promise<{bytes: Buffer; stats: Stats}> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw Object.assign(new Error(`${path} is no regular file.`), {code: 'no regular file'});
    return {bytes: await file.readFile(), stats};
  } finally {
    await file.close();
  }
}

/**
 * Whether there is no such file for this user. A file in another user's home directory that this user may not enter counts as missing:
 * libpq uses `stat`, too.
 */
export function isAbsent(path: string): Promise<boolean> {
  return stat(path).then(
    () => false,
    () => true,
  );
}
