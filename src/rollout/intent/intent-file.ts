import {ConfigError} from '../../core/errors.ts';
import {shellWord} from '../../core/shell-word.ts';
import {readRegularFile, UnreadableInput} from '../../files/regular-file.ts';
import {faultText} from '../../yaml/fault.ts';
import {defaultIntent} from './default-intent.ts';
import type {Intent} from './intent.ts';
import {readIntentText} from './intent-text.ts';

/** A file of intents is some pages; nothing that is larger is one. */
const MOST_CHARACTERS = 1_048_576;

/**
 * The intent of a file; the built-in one if there is none.
 *
 * @param isNamed whether the user named the file, which then must be there
 * @throws ConfigError if it cannot be read, or names everything that is wrong with it
 */
export async function readIntent(path: string, isNamed = false): Promise<Intent> {
  const text = await readIntentFile(path);
  if (text !== null) return intentOfText(path, text);
  if (!isNamed) return defaultIntent;
  throw new ConfigError(
    `The rollout file ${path} cannot be read (ENOENT).`,
    'Name another one with LSE_ROLLOUT_FILE, or make it with: lse rollout promote PROJECT',
  );
}

/** The text of the file; null if there is none. */
export async function readIntentFile(path: string): Promise<string | null> {
  try {
    return await readRegularFile(path);
  } catch (error) {
    if (!(error instanceof UnreadableInput)) throw error;
    if (error.code === 'ENOENT') return null;
    throw new ConfigError(
      `The rollout file ${path} cannot be read (${error.message}).`,
      `Look at it with: ls -l ${shellWord(path)}`,
    );
  }
}

/** @throws ConfigError that names everything that is wrong with the text */
export function intentOfText(path: string, text: string): Intent {
  const read =
    text.length > MOST_CHARACTERS
      ? {faults: [{start: 0, end: 1, message: 'This is too long for a rollout file.'}]}
      : readIntentText(text);
  if ('intent' in read) return read.intent;
  // A message is one line: where each fault stands, without the line of the file that it stands in.
  const faults = read.faults.map((fault) => faultText(path, text, fault).split('\n')[0]);
  throw new ConfigError(
    `The rollout file ${path} is wrong: ${faults.join(' ')}`,
    'Correct it, or print this report from files alone with LSE_REPORT_BACKEND=file.',
  );
}
