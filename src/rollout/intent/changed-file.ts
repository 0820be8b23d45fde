import type {Stats} from 'node:fs';
import {access, constants, stat} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {ConfigError, LseError} from '../../core/errors.ts';
import {shellWord} from '../../core/shell-word.ts';
import {type LockLimits, LockTaken, withLockFile} from '../../files/lock-file.ts';
import {replaceFile, targetOf} from '../../files/replaced-file.ts';
import {readIntentFile} from './intent-file.ts';

/** A text before a change and after it; null if there was no file. */
export interface ChangedText {
  readonly before: string | null;
  readonly after: string;
}

/** Editors know nothing of our lock. So often a change is made again on what somebody saved meanwhile. */
const MOST_ATTEMPTS = 5;

/**
 * Changes a file of intents: under a lock, on what it says by then, and at once. Two processes that change it each keep what the other
 * did. If anything fails the file is as it was. Symbolic links stay; the file that they lead to is changed.
 *
 * @param edit makes the new text out of the old one, once or more often; what it throws leaves the file as it is
 * @throws LseError if the file cannot be written, or if others hold the lock for too long
 */
export async function changeFile(
  path: string,
  edit: (text: string | null) => string,
  limits?: LockLimits,
): Promise<ChangedText> {
  try {
    const target = await targetOf(path);
    const lock = join(dirname(target), `.${basename(target)}.lock`);
    return await withLockFile(
      lock,
      async ({isHeld}) => {
        for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
          const changed = await tryChange(path, target, edit, isHeld);
          if (changed !== null) return changed;
        }
        throw new LseError(
          'LSE_OUTPUT',
          `The file ${path} is being changed by others all the time.`,
          'Try it again later.',
        );
      },
      limits,
    );
  } catch (error) {
    throw explained(path, error);
  }
}

/** The change without the file: for whoever wants to see it first. */
export async function previewChange(path: string, edit: (text: string | null) => string): Promise<ChangedText> {
  const before = await readWhole(path);
  return {before, after: edit(before)};
}

/** Null if the file was changed meanwhile. */
async function tryChange(
  path: string,
  target: string,
  edit: (text: string | null) => string,
  isHeld: () => Promise<boolean>,
): Promise<ChangedText | null> {
  const stats = await statOf(target);
  const before = await readWhole(path);
  const after = edit(before);
  if (after === before) return {before, after};
  // Whoever may not write the file may not replace it, though the directory would let them.
  if (stats !== null) await access(target, constants.W_OK);
  const isSame = async () => isUnchanged(stats, await statOf(target)) && (await isHeld());
  return (await replaceFile(target, [after], stats, isSame)) ? {before, after} : null;
}

async function readWhole(path: string): Promise<string | null> {
  const text = await readIntentFile(path);
  if (text?.includes('\ufffd')) {
    throw new ConfigError(`The rollout file ${path} is not UTF-8.`, `Find where with: grep -naxv '.*' ${path}`);
  }
  return text;
}

function isUnchanged(before: Stats | null, now: Stats | null): boolean {
  if (before === null || now === null) return before === now;
  return before.ino === now.ino && before.size === now.size && before.mtimeMs === now.mtimeMs;
}

async function statOf(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function explained(path: string, error: unknown): unknown {
  if (error instanceof LseError) return error;
  if (error instanceof LockTaken) {
    return new LseError(
      'LSE_OUTPUT',
      `The file ${path} is being changed by ${error.holder}; nothing was changed.`,
      `When no such process is there, remove the lock with: rm ${shellWord(join(dirname(path), `.${basename(path)}.lock`))}`,
      {cause: error},
    );
  }
  const {code} = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const hint =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? 'Look for space with: df -h'
      : `Look at its directory with: ls -ld ${shellWord(dirname(path))}. See the change itself with --print.`;
  return new LseError('LSE_OUTPUT', `The file ${path} cannot be written (${code}); nothing was changed.`, hint, {
    cause: error,
  });
}
