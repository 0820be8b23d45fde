import {stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {jest} from '@jest/globals';
import fastGlob from 'fast-glob';
import {withTemporaryDirectory} from './temporary-directory.ts';
import {until} from './until.ts';

/** What a file has to be left alone for, before it is taken for settled. */
const SETTLED_MILLISECONDS = 2000n;

const realNow = Date.now.bind(Date);

/**
 * Makes every file settled that is in a data directory, as if the time had passed. What a change needs to show is that the clock
 * of the file system has gone on, by some milliseconds; that is waited for.
 */
export async function letFilesSettle(dataDir: string): Promise<void> {
  const newest = (await changesOf(dataDir)).at(-1) ?? 0n;
  await withTemporaryDirectory(async (directory) => {
    const probe = join(directory, 'probe');
    await until('the clock of the file system goes on', async () => {
      await writeFile(probe, '');
      return (await stat(probe, {bigint: true})).ctimeNs > newest;
    });
  });
  jest.spyOn(Date, 'now').mockImplementation(() => realNow() + Number(SETTLED_MILLISECONDS) + 1);
}

/** Stops the clock at the last moment at which no file of a data directory is settled, however slow the machine is. */
export async function keepFilesNew(dataDir: string): Promise<void> {
  const oldest = (await changesOf(dataDir))[0] ?? 0n;
  const last = Number(oldest / 1_000_000n + SETTLED_MILLISECONDS);
  jest.spyOn(Date, 'now').mockImplementation(() => last);
}

export function restoreClock(): void {
  jest.spyOn(Date, 'now').mockRestore();
}

/** When its files were last changed, in order. */
async function changesOf(dataDir: string): Promise<bigint[]> {
  const paths = await fastGlob(['*/*/*.json'], {cwd: dataDir, absolute: true});
  const times = await Promise.all(paths.map(async (path) => (await stat(path, {bigint: true})).ctimeNs));
  return times.sort((a, b) => (a < b ? -1 : Number(a > b)));
}
