import {mkdtemp, rm, utimes, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {ListingDigests} from '../../src/backends/file/marks/listing-digest.ts';

/** Enough for the second thread to be worth it when they were listed so often. */
const FILES = 3000;
const LISTINGS = 4;
const MAX_FILE_BYTES = 1_000_000;

let directory: string;
const fileNames = Array.from({length: FILES}, (_, at) => `${String(at).padStart(5, '0')}.json`);

/** Threads are started from what was built alone: jest does not transform their code. */
async function builtDigests(): Promise<ListingDigests> {
  const path = new URL('../../dist/backends/file/marks/listing-digest.js', import.meta.url).href;
  const built = (await import(path)) as {ListingDigests: typeof ListingDigests};
  const digests = new built.ListingDigests(MAX_FILE_BYTES);
  for (let listing = 0; listing < LISTINGS; listing += 1) await digestBy(digests, fileNames);
  await settled(500);
  return digests;
}

const digestBy = async (digests: ListingDigests, names: readonly string[]): Promise<string | null> =>
  (await digests.listing(directory, names))?.digest ?? null;

const settled = (milliseconds = 2100): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  for (const name of fileNames) await writeFile(join(directory, name), name);
  await settled();
});

afterAll(() => rm(directory, {recursive: true}));

describe('a listing made by two threads', () => {
  it('is the same as by one, also for several at once', async () => {
    const alone = await digestBy(new ListingDigests(MAX_FILE_BYTES), fileNames);
    const digests = await builtDigests();
    expect(alone).toMatch(/^[0-9a-f]{64}$/);
    expect(await digestBy(digests, fileNames)).toBe(alone);
    await settled(500);
    const several = Array.from({length: 5}, () => digestBy(digests, fileNames));
    expect(await Promise.all(several)).toEqual(several.map(() => alone));
    expect(await digestBy(digests, fileNames.slice(1))).not.toBe(alone);
  });

  it('is none while a file of either share was changed just now', async () => {
    const digests = await builtDigests();
    const before = await digestBy(digests, fileNames);
    await settled(500);
    for (const name of [fileNames[0], fileNames.at(-1)] as string[]) {
      await utimes(join(directory, name), new Date(), new Date());
      expect(await digestBy(digests, fileNames)).toBeNull();
      await settled();
      expect(await digestBy(digests, fileNames)).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(await digestBy(digests, fileNames)).not.toBe(before);
  });
});
