import {readFile} from 'node:fs/promises';
import {parseWaivers, type Waiver} from '../compare/waivers/waiver.ts';
import {ConfigError} from '../core/errors.ts';

/** Read where it lies, unless a flag names another. */
export const DEFAULT_WAIVERS = 'parity-waivers.json';

/**
 * The accepted differences; none where no file is named and the usual one is not there.
 *
 * @throws ConfigError where the file cannot be read or is wrong
 */
export async function readWaivers(named: string | undefined): Promise<Waiver[]> {
  const path = named ?? DEFAULT_WAIVERS;
  try {
    return parseWaivers(await readFile(path, 'utf8'), path);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const {code} = error as NodeJS.ErrnoException;
    if (named === undefined && code === 'ENOENT') return [];
    throw new ConfigError(`The waivers ${path} cannot be read (${code}).`, `Look at them with: ls -l ${path}`);
  }
}
