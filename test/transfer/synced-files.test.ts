import {existsSync} from 'node:fs';
import {mkdir, readdir, readFile, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {SyncedFiles, syncDirectory} from '../../src/transfer/synced-files.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';

/** How many files this process has open below a directory. */
async function openBelow(directory: string): Promise<number> {
  const {readlink} = await import('node:fs/promises');
  const targets = (await readdir('/proc/self/fd')).map((name) => readlink(`/proc/self/fd/${name}`).catch(() => ''));
  return (await Promise.all(targets)).filter((target) => target.startsWith(directory)).length;
}

/** Where a system says which files are open, and has directories that cannot be synced. */
const onLinux = existsSync('/proc/self/fd') ? it : it.skip;

describe('files that are synced together', () => {
  it('are written below directories that are made, for the user alone', async () => {
    await withTemporaryDirectory(async (root) => {
      const files = new SyncedFiles(root);
      expect(await files.write(['p', 'day'], 'a.json', ['{"a":', Buffer.from('"é"'), '}'])).toBe(true);
      expect(await files.write(['p', 'day'], 'b.json', [])).toBe(true);
      expect(await files.write([], 'c.json', ['c'])).toBe(true);
      await files.settle();
      expect(await readFile(join(root, 'p', 'day', 'a.json'), 'utf8')).toBe('{"a":"é"}');
      expect(await readFile(join(root, 'p', 'day', 'b.json'), 'utf8')).toBe('');
      expect((await stat(join(root, 'p', 'day', 'a.json'))).mode & 0o777).toBe(0o600);
      expect((await stat(join(root, 'p'))).mode & 0o777).toBe(0o700);
    });
  });

  it('leave a file of the same name as it is, and say so', async () => {
    await withTemporaryDirectory(async (root) => {
      await writeFile(join(root, 'a.json'), 'before');
      expect(await new SyncedFiles(root).write([], 'a.json', ['after'])).toBe(false);
      expect(await readFile(join(root, 'a.json'), 'utf8')).toBe('before');
    });
  });

  it.each([0, 1])('hold a long text whole, wherever its characters of two units lie (%i)', async (shift) => {
    await withTemporaryDirectory(async (root) => {
      const text = 'x'.repeat(shift) + '😀'.repeat(1_000_001);
      const files = new SyncedFiles(root);
      await files.write([], 'long.txt', [text]);
      await files.settle();
      expect((await readFile(join(root, 'long.txt'), 'utf8')) === text).toBe(true);
    });
  });

  onLinux('are not all open at once, and none is when they are settled or closed', async () => {
    await withTemporaryDirectory(async (root) => {
      const files = new SyncedFiles(root);
      for (let at = 0; at < 150; at += 1) {
        await files.write([], `${at}.json`, ['x']);
        expect(await openBelow(root)).toBeLessThan(65);
      }
      expect(await openBelow(root)).toBeGreaterThan(0);
      await files.settle();
      expect(await openBelow(root)).toBe(0);
      await files.write([], 'more.json', ['x']);
      await files.close();
      expect(await openBelow(root)).toBe(0);
      expect(await readdir(root)).toHaveLength(151);
    });
  });

  it('say what keeps them from being written', async () => {
    await withTemporaryDirectory(async (root) => {
      await writeFile(join(root, 'file'), '');
      const files = new SyncedFiles(root);
      await expect(files.write(['file'], 'a.json', [])).rejects.toMatchObject({code: 'EEXIST'});
      await expect(files.write([], 'x'.repeat(300), [])).rejects.toMatchObject({code: 'ENAMETOOLONG'});
    });
  });

  it('are not settled in a directory that is gone', async () => {
    await withTemporaryDirectory(async (root) => {
      const files = new SyncedFiles(join(root, 'gone'));
      await expect(files.settle()).rejects.toMatchObject({code: 'ENOENT', syscall: 'open'});
    });
  });
});

describe('a directory', () => {
  it('is synced', async () => {
    await withTemporaryDirectory(async (root) => {
      await mkdir(join(root, 'a'));
      await expect(syncDirectory(root)).resolves.toBeUndefined();
    });
  });

  onLinux('that its file system cannot sync is no fault', async () => {
    await expect(syncDirectory('/proc/self')).resolves.toBeUndefined();
  });
});
