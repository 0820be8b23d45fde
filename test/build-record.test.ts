import {existsSync} from 'node:fs';
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {BuildRecord} from '../scripts/build-record.js';
import {withTemporaryDirectory} from './support/temporary-directory.ts';

/** A checkout in which `dist/out` is made of what `src` and `package.json` hold, and a record of it. */
async function withCheckout(
  work: (checkout: {
    readonly directory: string;
    /** Whether it was made. */
    readonly build: (fails?: boolean) => boolean;
    readonly write: (path: string, text: string) => Promise<void>;
  }) => Promise<void>,
): Promise<void> {
  await withTemporaryDirectory(async (directory) => {
    const write = async (path: string, text: string): Promise<void> => {
      await mkdir(join(directory, path, '..'), {recursive: true});
      await writeFile(join(directory, path), text);
    };
    for (const path of ['src/a.ts', 'src/deeper/b.ts', 'package.json', 'node_modules/.package-lock.json', 'dist/out/x'])
      await write(path, path);
    const build = (fails = false): boolean =>
      new BuildRecord(`${directory}/`).bringUpToDate({
        name: 'program',
        inputs: ['src', 'package.json', 'absent.json'],
        outputs: ['dist'],
        make: () => {
          if (fails) throw new Error('It does not compile.');
        },
      });
    await work({directory, build, write});
  });
}

describe('a part of the build', () => {
  it('is made once, and again when nothing says that it was', async () => {
    await withCheckout(async ({directory, build}) => {
      expect([build(), build(), build()]).toEqual([true, false, false]);
      await rm(join(directory, 'dist/build.json'));
      expect([build(), build()]).toEqual([true, false]);
      new BuildRecord(`${directory}/`).forget();
      expect([build(), build()]).toEqual([true, false]);
    });
  });

  it.each([
    ['a file was changed', 'src/deeper/b.ts', 'src/deeper/c.ts'],
    ['a file came', 'src/new.ts', ''],
    ['a file came that was absent', 'absent.json', ''],
    ['other packages are installed', 'node_modules/.package-lock.json', '{}'],
    ['what it made was changed', 'dist/out/x', 'something else'],
  ])('is made again when %s', async (_, path, text) => {
    await withCheckout(async ({build, write}) => {
      build();
      await write(path, text);
      expect([build(), build()]).toEqual([true, false]);
    });
  });

  it.each(['src/a.ts', 'package.json', 'dist/out/x'])('is made again when %s is gone', async (path) => {
    await withCheckout(async ({directory, build}) => {
      build();
      await rm(join(directory, path));
      expect([build(), build()]).toEqual([true, false]);
    });
  });

  it('is made again when a file has another name, and the content of two files another border', async () => {
    await withCheckout(async ({directory, build, write}) => {
      build();
      await rm(join(directory, 'src/a.ts'));
      await write('src/c.ts', 'src/a.ts');
      expect(build()).toBe(true);
      await write('src/c.ts', 'src/a');
      await write('src/d.ts', '.ts');
      expect([build(), build()]).toEqual([true, false]);
    });
  });

  it('is not made again for a file that is no input, nor for the same content written once more', async () => {
    await withCheckout(async ({build, write}) => {
      build();
      await write('test/a.test.ts', '');
      await write('src/a.ts', 'src/a.ts');
      expect(build()).toBe(false);
    });
  });

  it('is made again when it failed, and whatever is wrong with the record', async () => {
    await withCheckout(async ({directory, build, write}) => {
      expect(() => build(true)).toThrow('It does not compile.');
      expect([build(), build()]).toEqual([true, false]);
      await write('src/a.ts', 'changed');
      expect(() => build(true)).toThrow('It does not compile.');
      await write('src/a.ts', 'src/a.ts');
      expect([build(), build()]).toEqual([true, false]);
      const record = await readFile(join(directory, 'dist/build.json'), 'utf8');
      await write('dist/build.json', record.slice(0, -20));
      expect([build(), build()]).toEqual([true, false]);
    });
  });

  it('is known beside others, each by its own files', async () => {
    await withCheckout(async ({directory, write}) => {
      const record = new BuildRecord(`${directory}/`);
      const made: string[] = [];
      const bring = (): void => {
        for (const name of ['a', 'deeper/b']) {
          const output = `made/${name}`;
          const make = (): void => void made.push(name);
          record.bringUpToDate({name, inputs: [`src/${name}.ts`], outputs: [output], make});
        }
      };
      bring();
      bring();
      expect(made).toEqual(['a', 'deeper/b']);
      await write('src/deeper/b.ts', 'changed');
      bring();
      bring();
      expect(made).toEqual(['a', 'deeper/b', 'deeper/b']);
      expect(existsSync(join(directory, 'made'))).toBe(false);
    });
  });
});
