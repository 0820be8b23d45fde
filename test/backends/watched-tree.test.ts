import {mkdir, rm, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {DayCache} from '../../src/backends/file/cache/day-cache.ts';
import {FileSource} from '../../src/backends/file/file-source.ts';
import {TraceTree} from '../../src/backends/file/tree/trace-tree.ts';
import {WatchedTree} from '../../src/backends/file/tree/watched-tree.ts';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {errorTable} from '../../src/core/reports/zenrows-errors.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {documentOf, writeTree} from '../support/trace-tree.ts';

const DAY = '2025-09-13';
const scope = {project: null, from: DAY as CalendarDate, to: '2025-09-14' as CalendarDate};

describe.each(['without', 'with'])('a watched tree %s the cache', (cache) => {
  it.each<[string, (at: (path: string) => string) => Promise<unknown>, string[]]>([
    ['nothing', async () => {}, []],
    ['a file that changed', (at) => writeFile(at(`a/${DAY}/1.json`), '{}'), [`changed a/${DAY}/1.json`]],
    ['one that was only touched', (at) => utimes(at(`a/${DAY}/1.json`), 1, 1), [`changed a/${DAY}/1.json`]],
    ['one that went', (at) => rm(at(`a/${DAY}/2.json`)), [`vanished a/${DAY}/2.json`]],
    ['one that came', (at) => writeFile(at(`a/${DAY}/3.json`), '{}'), [`changed a/${DAY}/3.json`]],
    ['a day that went', (at) => rm(at(`b/${DAY}`), {recursive: true}), [`vanished b/${DAY}/1.json`]],
    [
      'one that came before all, and another that changed',
      async (at) => {
        await writeFile(at(`a/${DAY}/0.json`), '{}');
        await utimes(at(`a/${DAY}/2.json`), 1, 1);
      },
      [`changed a/${DAY}/0.json`, `changed a/${DAY}/2.json`],
    ],
    [
      'the first that went, and another that changed',
      async (at) => {
        await rm(at(`a/${DAY}/1.json`));
        await utimes(at(`a/${DAY}/2.json`), 1, 1);
      },
      [`vanished a/${DAY}/1.json`, `changed a/${DAY}/2.json`],
    ],
    [
      'a day that came',
      async (at) => {
        await mkdir(at('c/2025-09-14'), {recursive: true});
        await writeFile(at('c/2025-09-14/1.json'), '{}');
      },
      ['changed c/2025-09-14/1.json'],
    ],
    [
      'a day that nobody asked for',
      async (at) => {
        await mkdir(at('c/2025-09-15'), {recursive: true});
        await writeFile(at('c/2025-09-15/1.json'), '{}');
      },
      [],
    ],
  ])('says of %s since it was read', async (_, change, expected) => {
    await withTemporaryDirectory(async (directory) => {
      const data = join(directory, 'data');
      await mkdir(data);
      await writeTree(data, {
        [`a/${DAY}/1.json`]: documentOf('1'),
        [`a/${DAY}/2.json`]: documentOf('2'),
        [`b/${DAY}/1.json`]: documentOf('1'),
      });
      const tree = await TraceTree.open(data, 1_000_000);
      const watched = new WatchedTree(tree);
      const days = new DayCache(tree, {directory: join(directory, 'cache'), version: '1'});
      const source =
        cache === 'with'
          ? new FileSource(watched, (day, onFile) =>
              days.scan(day, onFile, (marked, marks) => watched.watch(marked, marks)),
            )
          : new FileSource(watched);
      expect((await errorTable(source, scope)).records).toBe(3);
      await change((path) => join(data, path));
      expect((await source.changes()).map(({change: what, path}) => `${what} ${path}`)).toEqual(expected);
    });
  });
});
