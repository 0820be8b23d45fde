import {existsSync} from 'node:fs';
import {chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {interrupt} from '../../src/core/interruption.ts';
import {newDraftName} from '../../src/transfer/draft-name.ts';
import {withExportDraft} from '../../src/transfer/export-draft.ts';
import type {SyncedFiles} from '../../src/transfer/synced-files.ts';
import {spawnSync} from '../support/blocking-process.ts';

const DAY = '2025-09-13';
const MARK = '.lse-export-unfinished';

let root: string;
let out: string;
const before = process.cwd();

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'lse-test-')));
  out = join(root, 'out');
});

afterEach(async () => {
  process.chdir(before);
  await rm(root, {recursive: true, force: true});
});

/** Two projects of one file each. */
async function writeTwo(files: SyncedFiles): Promise<number> {
  await files.write(['p', DAY], 'a.json', ['a']);
  await files.write(['q', DAY], 'b.json', ['b']);
  return 2;
}

async function expectTwo(directory = out): Promise<void> {
  expect((await readdir(directory)).sort()).toEqual(['p', 'q']);
  expect(await readFile(join(directory, 'p', DAY, 'a.json'), 'utf8')).toBe('a');
  expect(await readFile(join(directory, 'q', DAY, 'b.json'), 'utf8')).toBe('b');
}

/** The name of a draft whose process is gone. */
function leftDraft(): string {
  const {pid} = spawnSync(process.execPath, ['--version']);
  return newDraftName().replace(/-\d+-(\d+-[0-9a-f]{8})$/, `-${pid}-$1`);
}

/** An empty directory that cannot be replaced, since it is where the user stands. */
async function standInside(): Promise<void> {
  await mkdir(out);
  process.chdir(out);
}

describe('an export', () => {
  it('stands under its name when it is whole, not before, and nothing beside it', async () => {
    const result = await withExportDraft(out, async (files) => {
      const count = await writeTwo(files);
      expect(existsSync(out)).toBe(false);
      return count;
    });
    expect(result).toBe(2);
    await expectTwo();
    expect(await readdir(root)).toEqual(['out']);
  });

  it('makes the directories above it, and follows a link to what is to be written', async () => {
    await withExportDraft(join(root, 'a', 'b', 'out'), writeTwo);
    await expectTwo(join(root, 'a', 'b', 'out'));
    await mkdir(join(root, 'empty'));
    await symlink('empty', out);
    await withExportDraft(out, writeTwo);
    await expectTwo(join(root, 'empty'));
  });

  it('takes the place of an empty directory with the mode of that', async () => {
    await mkdir(out);
    await chmod(out, 0o751);
    await withExportDraft(out, writeTwo);
    await expectTwo();
    expect((await stat(out)).mode & 0o777).toBe(0o751);
    expect(await readdir(root)).toEqual(['out']);
  });

  it('is written inside the working directory, which stays the same one', async () => {
    await standInside();
    const {ino} = await stat(out);
    await withExportDraft('.', async (files) => {
      expect(await readdir(out)).toEqual([expect.stringMatching(/^\.lse-export-/)]);
      return writeTwo(files);
    });
    await expectTwo();
    expect((await stat(out)).ino).toBe(ino);
    expect(await readdir('.')).toHaveLength(2);
  });

  it('takes away what processes that are gone left beside it and in it', async () => {
    for (const directory of [root, out]) await mkdir(join(directory, leftDraft(), 'tree', 'p'), {recursive: true});
    await withExportDraft(out, writeTwo);
    await expectTwo();
    expect(await readdir(root)).toEqual(['out']);
    await rm(out, {recursive: true});
    await mkdir(join(root, leftDraft()));
    await withExportDraft(out, writeTwo);
    expect(await readdir(root)).toEqual(['out']);
  });

  it('takes away the projects that a run moved out of its draft before it was killed, and those alone', async () => {
    const draft = leftDraft();
    // The draft had p, q and r: p was moved, q was not, and r is gone altogether.
    await mkdir(join(out, 'p', DAY), {recursive: true});
    await mkdir(join(out, draft, 'tree', 'q'), {recursive: true});
    await writeFile(join(out, MARK), JSON.stringify({draft, projects: ['p', 'q', 'r']}));
    await withExportDraft(out, writeTwo);
    await expectTwo();
    // A q that stands there is not of that run, so it stays, and the directory is not empty.
    await rm(out, {recursive: true});
    for (const path of ['p', 'q', join(draft, 'tree', 'q')]) await mkdir(join(out, path), {recursive: true});
    await writeFile(join(out, MARK), JSON.stringify({draft, projects: ['p', 'q']}));
    await expect(withExportDraft(out, writeTwo)).rejects.toMatchObject({message: `The directory ${out} is not empty.`});
    expect(await readdir(out)).toEqual(['q']);
    // The draft went first, and the mark with the projects last.
    await rm(out, {recursive: true});
    await mkdir(join(out, 'p'), {recursive: true});
    await writeFile(join(out, MARK), JSON.stringify({draft, projects: ['p']}));
    await withExportDraft(out, writeTwo);
    await expectTwo();
  });
});

describe('an export that fails', () => {
  const failing = async (files: SyncedFiles): Promise<never> => {
    await writeTwo(files);
    throw new Error('no connection');
  };

  it('leaves nothing, and its error is the one that was thrown', async () => {
    await expect(withExportDraft(out, failing)).rejects.toThrow(/^no connection$/);
    expect(await readdir(root)).toEqual([]);
    await standInside();
    await expect(withExportDraft(out, failing)).rejects.toThrow(/^no connection$/);
    expect(await readdir(out)).toEqual([]);
  });

  // Not everywhere is there a device that is always full.
  (existsSync('/dev/full') ? it : it.skip)('says what the system said, and what to do about it', async () => {
    const full = withExportDraft(out, async () => writeFile('/dev/full', 'text'));
    await expect(full).rejects.toMatchObject({
      code: 'LSE_OUTPUT',
      message: `The directory ${out} cannot be written (ENOSPC); nothing was exported.`,
      hint: expect.stringMatching(/^Free some space, .* df -h$/),
    });
    const long = withExportDraft(out, async (files) => files.write([], 'x'.repeat(300), []));
    await expect(long).rejects.toMatchObject({
      message: `The directory ${out} cannot be written (ENAMETOOLONG); nothing was exported.`,
      hint: 'Name another one with --out DIR.',
    });
  });

  it('is refused where the directory is a file, below one, or has files', async () => {
    await writeFile(join(root, 'file'), '');
    for (const path of [join(root, 'file'), join(root, 'file', 'out')]) {
      await expect(withExportDraft(path, writeTwo)).rejects.toMatchObject({
        code: 'LSE_OUTPUT',
        message: `The directory ${path} cannot be written (ENOTDIR); nothing was exported.`,
      });
    }
    await expect(withExportDraft(root, writeTwo)).rejects.toMatchObject({
      message: `The directory ${root} is not empty.`,
    });
    expect(await readdir(root)).toEqual(['file']);
  });

  it('because its directory got files meanwhile leaves these, and nothing of its own', async () => {
    await mkdir(out);
    const notEmpty = {code: 'LSE_OUTPUT', message: `The directory ${out} is not empty any more.`};
    const disturbed = withExportDraft(out, async (files) => {
      await writeFile(join(out, 'theirs'), '');
      return writeTwo(files);
    });
    await expect(disturbed).rejects.toMatchObject(notEmpty);
    expect(await readdir(out)).toEqual(['theirs']);
    expect(await readdir(root)).toEqual(['out']);
    await rm(join(out, 'theirs'));
    process.chdir(out);
    const inside = withExportDraft(out, async (files) => {
      await mkdir(join(out, 'q', 'theirs'), {recursive: true});
      return writeTwo(files);
    });
    await expect(inside).rejects.toMatchObject(notEmpty);
    expect(await readdir(out)).toEqual(['q']);
    expect(await readdir(join(out, 'q'))).toEqual(['theirs']);
  });
});

describe('two exports into one directory', () => {
  const busy = {code: 'LSE_OUTPUT', message: expect.stringMatching(/^Another export writes to .*\.$/)};

  it('are refused to the one that comes later, with what to do if the other is dead', async () => {
    await standInside();
    await withExportDraft(out, async (files) => {
      const [draft = ''] = await readdir(out);
      await expect(withExportDraft(out, writeTwo)).rejects.toMatchObject({
        ...busy,
        hint: expect.stringContaining(`rm -r ${join(out, draft)}`),
      });
      return writeTwo(files);
    });
    await expectTwo();
  });

  it('are refused where the other one may run on another machine', async () => {
    const draft = newDraftName().replace(/[0-9a-f]{8}/, '00000000');
    await mkdir(join(out, draft), {recursive: true});
    await expect(withExportDraft(out, writeTwo)).rejects.toMatchObject(busy);
    expect(await readdir(out)).toEqual([draft]);
  });

  it('that start at once do not both succeed', async () => {
    await standInside();
    for (let time = 0; time < 5; time += 1) {
      const outcomes = await Promise.allSettled([withExportDraft(out, writeTwo), withExportDraft(out, writeTwo)]);
      const refused = outcomes.filter((each) => each.status === 'rejected');
      expect(refused.length).toBeGreaterThan(0);
      for (const {reason} of refused) expect(reason).toMatchObject(busy);
      if (refused.length === 1) await expectTwo();
      else expect(await readdir(out)).toEqual([]);
      for (const name of await readdir(out)) await rm(join(out, name), {recursive: true});
    }
  });
});

// The last test of this file: what is interrupted stays so.
it('takes an export away that is interrupted, also when its work ends at that moment', async () => {
  const interrupted = withExportDraft(out, async (files) => {
    await writeTwo(files);
    await interrupt();
    expect(await readdir(root)).toEqual([]);
  });
  await expect(interrupted).rejects.toThrow();
  expect(await readdir(root)).toEqual([]);
});
