import {randomUUID} from 'node:crypto';
import type {Stats} from 'node:fs';
import {type FileHandle, open, readlink, realpath, rename, rm} from 'node:fs/promises';
import {basename, dirname, join, resolve} from 'node:path';
import {onInterrupt} from '../core/interruption.ts';

/** How many symbolic links may lead to one another; the kernel's limit. */
const MOST_LINKS = 40;

/**
 * Writes a file beside its name, waits for the disk, and renames it: a reader finds the old text or the new one, whole. If anything fails,
 * the old file stays.
 *
 * @param before the old file, whose owner and mode the new one gets; null if there was none
 * @param isStillRight called right before the rename; if it returns false, the old file stays and the result is `false`
 */
export async function replaceFile(
  target: string,
  pieces: Iterable<string>,
  before: Stats | null,
  isStillRight: () => Promise<boolean> = async () => true,
): Promise<boolean> {
  const {draft, handle} = await createDraft(target);
  const takeBack = onInterrupt(() => remove(draft));
  try {
    if (before !== null) await keepOwnership(handle, before);
    for (const piece of pieces) await handle.writeFile(piece);
    await handle.sync();
    await handle.close();
    if (!(await isStillRight())) {
      await remove(draft);
      return false;
    }
    await rename(draft, target);
    await syncDirectory(dirname(target));
    return true;
  } catch (error) {
    await handle.close().catch(() => {});
    await remove(draft);
    throw error;
  } finally {
    takeBack();
  }
}

/** A new file beside the target. */
export async function createDraft(target: string): Promise<{draft: string; handle: FileHandle}> {
  const draft = join(dirname(target), `.lse-${randomUUID()}.draft`);
  return {draft, handle: await open(draft, 'wx', 0o666)};
}

async function remove(path: string): Promise<void> {
  await rm(path, {force: true}).catch(() => {});
}

/** Those who could read the old file may read the new one. Only root can give a file away. */
async function keepOwnership(handle: FileHandle, {mode, uid, gid}: Stats): Promise<void> {
  await handle.chown(uid, gid).catch(() => {});
  await handle.chmod(mode & 0o777);
}

/** A loss of power may undo a rename that is not on the disk. Not every file system can flush a directory. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r').catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

/** The error codes of reading a link that is no link: another file, no file, and what Windows says for either. */
const IS_NO_LINK: ReadonlySet<string | undefined> = new Set(['EINVAL', 'ENOENT', 'UNKNOWN']);

/** The file that symbolic links lead to, which stay; it need not be there. */
export async function targetOf(path: string, links = 0): Promise<string> {
  const directory = await realpath(dirname(path));
  const whole = join(directory, basename(path));
  let link: string;
  try {
    link = await readlink(whole);
  } catch (error) {
    if (IS_NO_LINK.has((error as NodeJS.ErrnoException).code)) return whole;
    throw error;
  }
  if (links === MOST_LINKS) throw Object.assign(new Error('Too many links.'), {code: 'ELOOP'});
  return targetOf(resolve(directory, link), links + 1);
}
