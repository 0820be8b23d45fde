import {readdir, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, it} from '@jest/globals';
import {withLockFile} from '../../src/files/lock-file.ts';
import {spawnSync} from '../support/blocking-process.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';

const TOKEN = 'dcc74e94-ba66-4d3a-8d96-adeabe93df33';
const endedProcess = (): number => spawnSync('true').pid;

it('what a process left that was killed while it wrote its lock is taken away, and that of a living one stays', async () => {
  await withTemporaryDirectory(async (directory) => {
    const ended = endedProcess();
    const names = [`.lock.${ended}.${TOKEN}`, `.lock.stale.${ended}.${TOKEN}`];
    const others = [`.lock.${process.pid}.${TOKEN}`, '.lock.txt', `.locks.${ended}.${TOKEN}`];
    for (const name of [...names, ...others]) await writeFile(join(directory, name), '');
    await withLockFile(join(directory, '.lock'), async () => {});
    expect((await readdir(directory)).sort()).toEqual(others.sort());
  });
});

it('a process whose half-written lock was taken for one that was left writes it again, and one at a time works', async () => {
  await withTemporaryDirectory(async (directory) => {
    const path = join(directory, '.lock');
    let [working, most, isOver, taken] = [0, 0, false, 0];
    const taker = (async () => {
      while (!isOver) {
        for (const name of await readdir(directory)) {
          if (!name.startsWith('.lock.')) continue;
          taken += 1;
          await rm(join(directory, name), {force: true});
        }
      }
    })();
    const work = async (): Promise<void> => {
      working += 1;
      most = Math.max(most, working);
      await new Promise((resolve) => setTimeout(resolve, 5));
      working -= 1;
    };
    const limits = {waitMilliseconds: 60_000, deadAfterMilliseconds: 1_000, unknownAfterMilliseconds: 60_000};
    try {
      await Promise.all(Array.from({length: 20}, () => withLockFile(path, work, limits)));
    } finally {
      isOver = true;
      await taker;
    }
    expect(most).toBe(1);
    expect(taken).toBeGreaterThan(0);
    expect(await readdir(directory)).toEqual([]);
  });
});
