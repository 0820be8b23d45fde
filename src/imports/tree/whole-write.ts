import {closeSync, openSync, rmSync, writeSync} from 'node:fs';
import {PRIVATE_FILE} from '../../core/private-mode.ts';

/** Holds nearly every document; the parts of a larger one are written one by one. */
const SHARED_BYTES = 1_048_576;
const shared = Buffer.allocUnsafeSlow(SHARED_BYTES);

/**
 * Writes a new file at once: of so many small ones each wait for another thread would take as long as the writing. A short write, as on a
 * disk that is nearly full, goes on until the system says what is wrong.
 *
 * @returns false where the name is taken
 */
export function writeNewFile(path: string, parts: readonly Uint8Array[], size: number): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx', PRIVATE_FILE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    if (size > SHARED_BYTES) for (const part of parts) writeWhole(file, part);
    else writeWhole(file, joined(parts, size));
  } catch (error) {
    rmSync(path, {force: true});
    throw error;
  } finally {
    closeSync(file);
  }
  return true;
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  let end = 0;
  for (const part of parts) {
    shared.set(part, end);
    end += part.length;
  }
  return shared.subarray(0, size);
}

function writeWhole(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}
