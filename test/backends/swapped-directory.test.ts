import {renameSync} from 'node:fs';
import {mkdir, readdir, rename, rm, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {DayCache} from '../../src/backends/file/cache/day-cache.ts';
import {FileSource} from '../../src/backends/file/file-source.ts';
import {FrozenTree} from '../../src/backends/file/tree/frozen-tree.ts';
import type {TraceTree} from '../../src/backends/file/tree/trace-tree.ts';
import {WatchedTree} from '../../src/backends/file/tree/watched-tree.ts';
import {planVerification, verifySources} from '../../src/compare/records/verification.ts';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import type {DocumentTree, TreeDay} from '../../src/core/document-tree.ts';
import {loadTree} from '../../src/transfer/tree-load.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {collected} from '../support/collected.ts';
import {CountingTree} from '../support/counting-tree.ts';
import {letFilesSettle, restoreClock} from '../support/file-clock.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

// A directory that is put in the place of another one, and taken away again, leaves the marks of all files as they were.

const DAY = '2025-09-13' as CalendarDate;
const names = ['1.json', '2.json', '3.json', '4.json', '5.json'];

let backends: Backends;
let tree: TraceTree;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

beforeEach(async () => {
  await backends.useTree(Object.fromEntries(names.map((name) => [`p/${DAY}/${name}`, documentOf(name[0] as string)])));
  await mkdir(place('other'));
  for (const name of names)
    await writeFile(join(place('other'), name), JSON.stringify(failingDocument(name[0] as string)));
  await letFilesSettle(backends.dataDir);
  tree = await backends.tree();
});

afterEach(restoreClock);

const place = (name: string): string => `${backends.dataDir}-${name}`;
const directory = (): string => join(backends.dataDir, 'p', DAY);

async function swap(): Promise<void> {
  await rename(directory(), place('real'));
  await rename(place('other'), directory());
}

async function swapBack(): Promise<void> {
  await rename(directory(), place('other'));
  await rename(place('real'), directory());
}

/** Reads all of the day, and has the other directory in its place from the second file on. */
async function readSwapped(files: AsyncIterable<{readonly fileName: string}>): Promise<string[]> {
  const read: string[] = [];
  for await (const {fileName} of files) {
    read.push(fileName);
    if (read.length === 1) await swap();
  }
  await swapBack();
  return read;
}

type Reading = (tree: DocumentTree, day: TreeDay) => AsyncIterable<{readonly fileName: string}>;

const READINGS: readonly (readonly [string, Reading])[] = [
  ['documents', (of, day) => of.documents(day)],
  ['records', (of, day) => of.records(day)],
  ['contents', (of, day) => of.contents(day)],
  ['records with contents', (of, day) => of.recordsWithContents(day)],
  ['values', (of, day) => of.values(day, [['name']])],
  ['documents by their names', (of, day) => of.documents({...day, fileNames: [...names]})],
];

describe.each([
  ['a frozen tree', () => FrozenTree.list(tree, null)],
  ['a watched tree', async () => new WatchedTree(tree)],
])('%s', (_, open) => {
  it.each(READINGS)('names the files that were read out of another directory: %s', async (__, reading) => {
    const found = await open();
    const [day] = await collected(found.days(null));
    const read = await readSwapped(reading(found, day as TreeDay));
    expect(read).toHaveLength(names.length);
    const changes = await found.changes();
    expect(changes.map(({path, change}) => [path, change]).sort()).toEqual(
      read
        .slice(1)
        .map((name) => [`p/${DAY}/${name}`, 'changed'])
        .sort(),
    );
  });

  it('names none if all are the ones that were listed', async () => {
    const found = await open();
    const [day] = await collected(found.days(null));
    for (const [, reading] of READINGS) await collected(reading(found, day as TreeDay));
    expect(await found.changes()).toEqual([]);
  });
});

describe('a directory that is away while the tree is listed', () => {
  it('is no empty one, if its name was read before', async () => {
    await mkdir(join(backends.dataDir, 'q'));
    await mkdir(join(backends.dataDir, 'q', DAY));
    const days = tree.days(null);
    await days.next();
    // The projects were listed with the first day.
    await rename(join(backends.dataDir, 'q'), place('q'));
    await expect(days.next()).rejects.toMatchObject({
      code: 'LSE_DATA_DIR',
      message: expect.stringMatching(/q went away while the tree was listed\.$/),
    });
    await rm(place('q'), {recursive: true});
  });

  it.each([
    ['the date', directory],
    ['the project', () => join(backends.dataDir, 'p')],
  ])('is a change, if its name was not read: %s', async (_, away) => {
    await rename(away(), place('real'));
    const found = await FrozenTree.list(tree, null);
    expect(await collected(found.days(null))).toEqual([]);
    await rename(place('real'), away());
    for (const days of [undefined, []])
      expect((await found.changes(days)).map(({path}) => path).sort()).toEqual(names.map((name) => `p/${DAY}/${name}`));
  });

  it('hides no record from a verification', async () => {
    await backends.empty('sqlite');
    await rename(directory(), place('real'));
    await backends.withSource('sqlite', async (candidate) => {
      const control = new FileSource(await FrozenTree.list(tree, null));
      await rename(place('real'), directory());
      const plan = await planVerification(control, candidate, null);
      const {differences, changes} = await verifySources(control, candidate, plan);
      expect([differences.length, changes.length]).toEqual([0, names.length]);
    });
  });
});

it('a link to a directory, changed and changed back, is no way either', async () => {
  await rename(directory(), join(backends.dataDir, 'p', 'v1'));
  await rename(place('other'), join(backends.dataDir, 'p', 'v2'));
  const link = async (target: string): Promise<void> => {
    await rm(directory(), {force: true});
    await symlink(target, directory());
  };
  await link('v1');
  const found = await FrozenTree.list(tree, null);
  const [day] = await collected(found.days(null));
  await link('v2');
  await collected(found.records(day as TreeDay));
  await link('v1');
  expect(await found.changes()).toHaveLength(names.length);
});

it('a cache keeps nothing that it read out of another directory', async () => {
  const cache = new DayCache(tree, {directory: place('cache'), version: '1'});
  const [day] = await collected(tree.days(null));
  const marks = await cache.marks(day as TreeDay);
  await readSwapped(cache.records(day as TreeDay, marks));
  const again = await collected(cache.records(day as TreeDay, marks));
  expect(again.map(({read}) => read?.facts.failingRuns.length)).toEqual(names.map(() => 0));
});

describe.each(databaseKinds)('a load into %s', (kind) => {
  it('does not take for loaded what it read out of another directory', async () => {
    await backends.empty(kind);
    const swapping = new CountingTree(tree, async (file) => {
      if (file.fileName === names[0]) await swap();
      if (file.fileName === names.at(-1)) await swapBack();
      return file;
    });
    const load = (of: CountingTree | TraceTree) =>
      backends.database(kind).withStore((store) => loadTree(of, store, null, () => {}));
    expect(await load(swapping)).toMatchObject({inserted: names.length});
    expect((await readdir(directory())).sort()).toEqual(names);
    expect(await load(await backends.tree())).toMatchObject({updated: names.length - 1, unopened: 0});
    expect(await load(await backends.tree())).toMatchObject({updated: 0, unopened: names.length});
  });

  it('and a verification does not find the same what it read there', async () => {
    await backends.empty(kind);
    // The database has what the other directory has.
    await swap();
    await backends.load(kind);
    await swapBack();
    await backends.withSource(kind, async (candidate) => {
      const frozen = await FrozenTree.list(tree, null);
      const control = new FileSource(frozen);
      const plan = await planVerification(control, candidate, null);
      await swap();
      let read = 0;
      const {same, changes, sameDays} = await verifySources(control, candidate, plan, () => {
        read += 1;
        // All files were read, and the rows behind them.
        if (read === 2 * names.length) renameSync(directory(), place('other'));
        if (read === 2 * names.length) renameSync(place('real'), directory());
      });
      expect({same, sameDays, read}).toEqual({same: names.length, sameDays: [], read: 2 * names.length});
      expect(changes).toHaveLength(names.length);
    });
  });
});
