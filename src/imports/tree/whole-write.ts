import {closeSync, openSync, rmSync, writeSync} from 'node:fs';
import {PRIVATE_FILE} from '../../core/private-mode.ts';

/**
 * Writes a new file at once: of so many small ones each wait for another thread would take as long as the writing. A short write, as on a
 * disk that is nearly full, goes on until the system says what is wrong.
 *
 * @param mode `again`: what is there by that name is a part of this very file, and is overwritten
 * @returns false if the name is taken
 */
export function writeNewFile(path: string, pieces: Iterable<Uint8Array>, mode: 'new' | 'again' = 'new'): boolean {
  let file: number;
  try {
    file = openSync(path, mode === 'new' ? 'wx' : 'w', PRIVATE_FILE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    for (const piece of pieces) for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at);
  } catch (error) {
    rmSync(path, {force: true});
    throw error;
  } finally {
    closeSync(file);
  }
  return true;
}
