import {createWriteStream, rmSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {onInterrupt} from '../../core/interruption.ts';
import {PRIVATE_FILE} from '../../core/private-mode.ts';
import {newTemporaryDirectory, temporaryError} from '../temporary-directory.ts';

/** Room on the disk for what must be unpacked, which goes when the work is over. */
export class Scratch {
  #directory: Promise<string> | null = null;
  #path: string | null = null;
  #files = 0;

  /**
   * Writes a new file, and returns its path.
   *
   * @throws LseError if there is no room for it, and what `bytes` throws
   */
  async save(bytes: AsyncIterable<Uint8Array>): Promise<string> {
    try {
      this.#directory ??= newTemporaryDirectory();
      this.#path = await this.#directory;
      this.#files += 1;
      const file = join(this.#path, String(this.#files));
      await pipeline(Readable.from(bytes), createWriteStream(file, {mode: PRIVATE_FILE}));
      return file;
    } catch (error) {
      throw temporaryError(error, {writes: true});
    }
  }

  async remove(): Promise<void> {
    const path = await this.#directory?.catch(() => null);
    if (path !== null && path !== undefined) await rm(path, {recursive: true, force: true});
  }

  removeNow(): void {
    if (this.#path !== null) rmSync(this.#path, {recursive: true, force: true});
  }
}

/** Runs `work` with such room, which is empty. */
export async function withScratch<T>(work: (scratch: Scratch) => Promise<T>): Promise<T> {
  const scratch = new Scratch();
  const takeBack = onInterrupt(() => scratch.removeNow());
  try {
    return await work(scratch);
  } finally {
    takeBack();
    await scratch.remove();
  }
}
