import {parseWaivers, type Waiver} from '../compare/waivers/waiver.ts';
import {ConfigError} from '../core/errors.ts';
import {shellWord} from '../core/shell-word.ts';
import {readRegularFile, UnreadableInput} from '../files/regular-file.ts';

/** The usual file, read from the working directory unless a flag names another. */
export const DEFAULT_WAIVERS = 'parity-waivers.json';

/**
 * The accepted differences; none if no file is named and the usual one does not exist.
 *
 * @throws ConfigError if the file cannot be read or is wrong
 */
export async function readWaivers(
  named: string | undefined,
  knownReports: () => Promise<readonly string[]>,
): Promise<Waiver[]> {
  const path = named ?? DEFAULT_WAIVERS;
  try {
    const text = await readRegularFile(path);
    return text.trim() === '' ? [] : parseWaivers(text, path, await knownReports());
  } catch (error) {
    if (!(error instanceof UnreadableInput)) throw error;
    if (named === undefined && error.code === 'ENOENT') return [];
    throw new ConfigError(
      `The waivers ${path} cannot be read (${error.message}).`,
      `Look at them with: ls -l ${shellWord(path)}`,
    );
  }
}
