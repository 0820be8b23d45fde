import {mkdir, mkdtemp, realpath, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {directoryEntries} from '../../src/backends/file/tree/directory-entries.ts';
import {execFileSync} from '../support/blocking-process.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lse-test-'));
  await mkdir(join(root, 'b'));
  for (const name of ['\u{1f600}', '\uff01', 'a', '\nline', '[*]']) await writeFile(join(root, name), '');
});

afterAll(() => rm(root, {recursive: true}));

describe('the entries of a directory', () => {
  it('are those of one kind, by code point', async () => {
    expect((await directoryEntries(root, 'file', root)).names).toEqual(['\nline', '[*]', 'a', '\uff01', '\u{1f600}']);
    expect(await directoryEntries(root, 'directory', root)).toEqual({
      names: ['b'],
      passedOver: [],
      others: ['\nline', '[*]', 'a', '\uff01', '\u{1f600}'],
    });
  });

  it.each(['file', 'directory'] as const)('are not taken for none where there is no directory (%s)', async (kind) => {
    await expect(directoryEntries(join(root, 'gone'), kind, root)).rejects.toMatchObject({code: 'ENOENT'});
  });

  it.each(['file', 'directory'] as const)('cannot be read of what is no directory (%s)', async (kind) => {
    await expect(directoryEntries(join(root, 'a'), kind, root)).rejects.toMatchObject({code: 'ENOTDIR'});
  });

  it('are those that links within the root lead to, also where only a reader will find out that it cannot follow', async () => {
    await withTemporaryDirectory(async (directory) => {
      const place = await realpath(directory);
      await writeFile(join(place, 'file'), '');
      execFileSync('mkfifo', [join(place, 'fifo')]);
      await symlink('file', join(place, 'to-file'));
      await symlink('fifo', join(place, 'to-fifo'));
      await symlink('gone', join(place, 'to-nothing'));
      await symlink('x'.repeat(300), join(place, 'to-what-cannot-be'));
      await symlink(`/${'x'.repeat(300)}`, join(place, 'to-what-cannot-be-outside'));
      await symlink(tmpdir(), join(place, 'to-a-directory'));
      expect(await directoryEntries(place, 'file', place)).toEqual({
        names: ['file', 'to-file', 'to-what-cannot-be'],
        others: [],
        passedOver: expect.arrayContaining([
          {name: 'fifo', kind: 'special-file'},
          {name: 'to-fifo', kind: 'special-file'},
          {name: 'to-nothing', kind: 'broken-link'},
          {name: 'to-what-cannot-be-outside', kind: 'outside-link'},
        ]),
      });
    });
  });

  // Not every file system takes such a name.
  (process.platform === 'linux' ? it : it.skip)(
    'hold a link whose name is not UTF-8 as what its name would be',
    async () => {
      await withTemporaryDirectory(async (directory) => {
        const name = Buffer.concat([Buffer.from(`${directory}/`), Buffer.from([0xff])]);
        await symlink('anywhere', name);
        const {names, passedOver} = await directoryEntries(directory, 'file', directory);
        expect(names).toHaveLength(1);
        expect(names[0]?.isWellFormed()).toBe(false);
        expect(passedOver).toEqual([]);
      });
    },
  );
});
