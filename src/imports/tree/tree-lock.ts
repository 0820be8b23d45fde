import {mkdirSync, readdirSync, rmdirSync} from 'node:fs';
import {realpath, rm} from 'node:fs/promises';
import {dirname, join, resolve} from 'node:path';
import {LseError} from '../../core/errors.ts';
import {PRIVATE_DIRECTORY} from '../../core/private-mode.ts';
import {shellWord} from '../../core/shell-word.ts';
import {type LockLimits, LockTaken, withLockFile} from '../../files/lock-file.ts';
import {draftState} from '../../transfer/draft-name.ts';
import {outputError} from './output-error.ts';

/** An import may take hours; nobody here can know whether one on another machine still runs. */
const LIMITS: LockLimits = {
  waitMilliseconds: 5_000,
  deadAfterMilliseconds: 1_000,
  unknownAfterMilliseconds: 7 * 86_400_000,
};

const LOCK = '.lse-import.lock';

/**
 * Runs `work` while no other import writes to the directory, which is made if it is missing, and removed again if nothing was written. What an
 * import that was killed left half-written there is taken away.
 *
 * @param work gets the real path of the directory
 * @throws LseError if another import writes there, or the directory cannot be written
 */
export async function withLockedTree<T>(directory: string, work: (root: string) => Promise<T>): Promise<T> {
  let made: string | undefined;
  let isAtWork = false;
  try {
    made = mkdirSync(directory, {recursive: true, mode: PRIVATE_DIRECTORY});
    const root = await realpath(directory);
    const locked = async (): Promise<T> => {
      await removeLeft(root);
      isAtWork = true;
      return work(root);
    };
    return await withLockFile(join(root, LOCK), locked, LIMITS);
  } catch (error) {
    if (error instanceof LockTaken) throw busy(directory, error);
    throw isAtWork ? error : outputError(directory, error, 'nothing was imported');
  } finally {
    if (made !== undefined) removeEmpty(resolve(directory), resolve(made));
  }
}

async function removeLeft(root: string): Promise<void> {
  for (const name of readdirSync(root)) {
    if (draftState(name, 'import') === 'left') await rm(join(root, name), {recursive: true, force: true});
  }
}

function busy(directory: string, {holder}: LockTaken): LseError {
  return new LseError(
    'LSE_OUTPUT',
    `Another import writes to ${directory}: ${holder}.`,
    `Wait for it to end, or name another directory with --out DIR. If it runs no more: rm ${shellWord(join(directory, LOCK))}`,
  );
}

/** And those above it, up to the first that was made. */
function removeEmpty(directory: string, first: string): void {
  try {
    rmdirSync(directory);
    if (directory !== first) removeEmpty(dirname(directory), first);
  } catch {
    // Something is in it.
  }
}
