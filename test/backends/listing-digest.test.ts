import {link, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it, jest} from '@jest/globals';
import {ListingDigests} from '../../src/backends/file/marks/listing-digest.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';

beforeAll(() => {
  const now = Date.now.bind(Date);
  // What was written just now is settled.
  jest.spyOn(Date, 'now').mockImplementation(() => now() + 3000);
});

afterAll(() => {
  jest.restoreAllMocks();
});

const digestBy = async (digests: ListingDigests, directory: string, names: readonly string[]): Promise<string | null> =>
  (await digests.listing(directory, names))?.digest ?? null;

describe('the digest of a listing', () => {
  it('is another one for another name of the same file, other files and another limit', async () => {
    await withTemporaryDirectory(async (directory) => {
      const digests = new ListingDigests(100);
      await writeFile(join(directory, 'a.json'), '1');
      await link(join(directory, 'a.json'), join(directory, 'b.json'));
      const found = [
        await digestBy(digests, directory, ['a.json']),
        await digestBy(digests, directory, ['b.json']),
        await digestBy(digests, directory, ['a.json', 'b.json']),
        await digestBy(digests, directory, []),
        await digestBy(new ListingDigests(101), directory, ['a.json']),
      ];
      expect(new Set(found).size).toBe(5);
      expect(found).not.toContain(null);
    });
  });

  it('is none where a file or the directory is not there', async () => {
    await withTemporaryDirectory(async (directory) => {
      const digests = new ListingDigests(100);
      expect(await digestBy(digests, directory, ['gone.json'])).toBeNull();
      expect(await digestBy(digests, join(directory, 'gone'), [])).toBeNull();
    });
  });

  it('depends on every file of a directory of many, and tells when any of them is gone', async () => {
    await withTemporaryDirectory(async (directory) => {
      const digests = new ListingDigests(100);
      const names = Array.from({length: 2100}, (_, at) => `${at}.json`);
      for (const name of names) await writeFile(join(directory, name), '1');
      const before = await digestBy(digests, directory, names);
      expect(before).toMatch(/^[0-9a-f]{64}$/);
      expect(await digestBy(digests, directory, names)).toBe(before);
      await writeFile(join(directory, '2099.json'), '22');
      expect(await digestBy(digests, directory, names)).not.toBe(before);
      await rm(join(directory, '1500.json'));
      expect(await digestBy(digests, directory, names)).toBeNull();
    });
  });
});
