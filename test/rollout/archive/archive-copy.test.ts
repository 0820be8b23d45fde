import {mkdir, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {type CopyOptions, copyProject} from '../../../src/rollout/archive/archive-copy.ts';
import {type ArchivePlace, archivePlace} from '../../../src/rollout/archive/archive-place.ts';
import {projectFiles} from '../../../src/rollout/archive/project-files.ts';
import {withTemporaryDirectory} from '../../support/temporary-directory.ts';
import {writeTree} from '../../support/trace-tree.ts';

const options: CopyOptions = {requireUnchanged: async () => {}, onFile: () => {}, now: '2026-11-29T12:00:00.000Z'};

/** A tree with two files of one date, and where its archive goes. */
function withPlace(work: (place: ArchivePlace) => Promise<void>): Promise<void> {
  return withTemporaryDirectory(async (directory) => {
    await writeTree(join(directory, 'data'), {'p/2025-09-13/a.json': 'first', 'p/2025-09-13/b.json': 'second'});
    await work(await archivePlace(join(directory, 'archive'), join(directory, 'data'), 'p'));
  });
}

const copied = ({directory}: ArchivePlace, name: string): Promise<string> =>
  readFile(join(directory, '2025-09-13', name), 'utf8');

async function copy(place: ArchivePlace, others: Partial<CopyOptions> = {}): Promise<unknown> {
  return copyProject(place, await projectFiles(place.tree), {...options, ...others});
}

describe('the copy of a project', () => {
  it('goes on with what a killed run left: it keeps what is whole, and nothing else', () =>
    withPlace(async (place) => {
      await writeTree(place.draft, {
        '2025-09-13/a.json': 'first',
        '2025-09-13/b.json': 'sec',
        '2025-09-12/gone.json': 'x',
      });
      const {ino} = await stat(join(place.draft, '2025-09-13', 'a.json'));
      await copy(place);
      expect([await copied(place, 'a.json'), await copied(place, 'b.json')]).toEqual(['first', 'second']);
      expect((await stat(join(place.directory, '2025-09-13', 'a.json'))).ino).toBe(ino);
      expect((await projectFiles(place.directory)).map(({names}) => names.join('/'))).toEqual([
        '2025-09-13/a.json',
        '2025-09-13/b.json',
      ]);
      expect(await readdir(place.root)).toEqual(['p']);
    }));

  it('leaves nothing where a file vanishes on the way, and says that the tree is at fault', () =>
    withPlace(async (place) => {
      const files = await projectFiles(place.tree);
      await rm(join(place.tree, '2025-09-13', 'b.json'));
      await expect(copyProject(place, files, options)).rejects.toMatchObject({
        code: 'LSE_DATA_DIR',
        message: expect.stringContaining('(ENOENT); nothing is lost.'),
      });
      expect(await readdir(place.root)).toEqual([]);
      await mkdir(place.draft, {recursive: true});
      await writeTree(place.draft, {'2025-09-13/b.json': 'second'});
      await expect(copyProject(place, files, options)).rejects.toMatchObject({code: 'LSE_DATA_DIR'});
    }));

  it('takes the place of nothing that came meanwhile', () =>
    withPlace(async (place) => {
      const requireUnchanged = (): Promise<void> => writeTree(place.directory, {'of-others.txt': 'theirs'});
      await expect(copy(place, {requireUnchanged})).rejects.toMatchObject({
        code: 'LSE_OUTPUT',
        message: expect.stringContaining('came into being meanwhile'),
      });
      expect(await readdir(place.root)).toEqual(['p']);
      expect(await readdir(place.directory)).toEqual(['of-others.txt']);
    }));

  it('is not made below a file', () =>
    withPlace(async (place) => {
      await writeFile(place.root, 'a file');
      await expect(copy(place)).rejects.toMatchObject({
        code: 'LSE_OUTPUT',
        message: expect.stringMatching(/cannot be written \((ENOTDIR|EEXIST)\); nothing was removed\.$/),
      });
    }));
});
