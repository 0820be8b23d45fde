import {rmSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onInterrupt} from '../../core/interruption.ts';

/** Room on the disk for what must be unpacked, which goes when the work is over. */
export class Scratch {
  #directory: Promise<string> | null = null;
  #path: string | null = null;
  #files = 0;

  /** The path of a file that is not there yet. */
  async newFile(): Promise<string> {
    this.#directory ??= mkdtemp(join(tmpdir(), 'lse-import-'));
    this.#path = await this.#directory;
    this.#files += 1;
    return join(this.#path, String(this.#files));
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
