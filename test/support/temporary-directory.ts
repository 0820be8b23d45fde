import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** Runs `work` with a new empty directory and takes it away afterwards. */
export async function withTemporaryDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, {recursive: true, force: true});
  }
}
