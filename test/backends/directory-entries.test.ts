import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {directoryEntries} from '../../src/backends/file/tree/directory-entries.ts';

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
    expect(await directoryEntries(root, 'directory', root)).toEqual({names: ['b'], passedOver: []});
  });

  it.each(['file', 'directory'] as const)('are none where there is no directory (%s)', async (kind) => {
    expect(await directoryEntries(join(root, 'gone'), kind, root)).toEqual({names: [], passedOver: []});
  });

  it.each(['file', 'directory'] as const)('cannot be read of what is no directory (%s)', async (kind) => {
    await expect(directoryEntries(join(root, 'a'), kind, root)).rejects.toMatchObject({code: 'ENOTDIR'});
  });
});
