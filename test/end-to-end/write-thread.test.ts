import {mkdirSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {expect, it} from '@jest/globals';
import type {DraftFiles} from '../../src/imports/tree/draft-files.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';

/** Enough for a thread, which writes most of what comes behind the first thousand. */
const FILES = 3000;

/** Threads are started from what was built alone: jest does not transform their code. */
async function withBuiltFiles(work: (files: DraftFiles, directory: string) => Promise<void>): Promise<void> {
  const path = new URL('../../dist/imports/tree/draft-files.js', import.meta.url).href;
  const built = (await import(path)) as {DraftFiles: typeof DraftFiles};
  await withTemporaryDirectory(async (directory) => {
    const files = new built.DraftFiles();
    try {
      await work(files, directory);
    } finally {
      await files.stop();
    }
  });
}

const contentOf = (at: number): Buffer => Buffer.from(`${at} `.repeat(at === 2500 ? 400_000 : 200));

/** The second half of each file lies elsewhere, and is read where it goes. */
function addAll(files: DraftFiles, directory: string): void {
  for (let at = 0; at < FILES; at += 1) {
    const content = contentOf(at);
    const rest = content.subarray(100);
    const stored = {length: rest.length, fill: (target: Uint8Array) => target.set(rest)};
    files.add(join(directory, `${at}.json`), [content.subarray(0, 100), stored], content.length);
  }
}

it('writes all files, small ones and large ones, whichever thread does it', async () => {
  await withBuiltFiles(async (files, directory) => {
    addAll(files, directory);
    await files.settle();
    expect(readdirSync(directory)).toHaveLength(FILES);
    const wrong = Array.from({length: FILES}, (_, at) => at).filter(
      (at) => !readFileSync(join(directory, `${at}.json`)).equals(contentOf(at)),
    );
    expect(wrong).toEqual([]);
  });
});

it('says what the file system said to the thread', async () => {
  await withBuiltFiles(async (files, directory) => {
    const gone = join(directory, 'gone');
    mkdirSync(gone);
    for (let at = 0; at < 1300; at += 1) files.add(join(gone, `${at}.json`), [contentOf(at)], contentOf(at).length);
    await files.settle();
    rmSync(gone, {recursive: true});
    files.add(join(gone, 'last.json'), [contentOf(1)], contentOf(1).length);
    await expect(files.settle()).rejects.toMatchObject({
      code: 'ENOENT',
      syscall: 'open',
      path: join(gone, 'last.json'),
    });
  });
});
