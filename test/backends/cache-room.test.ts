import {existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync} from 'node:fs';
import {mkdtemp, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {CacheFile} from '../../src/backends/file/cache/cache-file.ts';
import {makeRoom} from '../../src/backends/file/cache/cache-room.ts';

const LIMITS = {bytes: 2500, draftMilliseconds: 3_600_000};
const DAY = 86_400;

let cacheDir: string;

beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'lse-test-'));
});

afterEach(() => rm(cacheDir, {recursive: true}));

/** A file of 1,000 bytes that was used so many days ago. */
function put(name: string, daysAgo: number): string {
  const path = join(cacheDir, name);
  writeFileSync(path, 'x'.repeat(1000));
  const then = Date.now() / 1000 - daysAgo * DAY;
  utimesSync(path, then, then);
  return name;
}

const nameOf = (digit: string, kind = 'scan'): string => `${digit.repeat(32)}.${kind}.json`;

describe('room in a cache', () => {
  it('is made by what was used least recently, until the rest is no more than the limit', async () => {
    const [old, older, recent] = [put(nameOf('a'), 2), put(nameOf('b', 'records'), 3), put(nameOf('c'), 1)];
    await makeRoom(cacheDir, LIMITS);
    expect(readdirSync(cacheDir).sort()).toEqual([old, recent]);
    expect(existsSync(join(cacheDir, older))).toBe(false);
  });

  it('is not made when there is enough, nor of what was used last', async () => {
    const names = [put(nameOf('a'), 2), put(nameOf('b'), 1)];
    await makeRoom(cacheDir, LIMITS);
    expect(readdirSync(cacheDir).sort()).toEqual(names);
    await makeRoom(cacheDir, {...LIMITS, bytes: 1});
    expect(readdirSync(cacheDir)).toEqual([nameOf('b')]);
  });

  it('is made of drafts that a kill left, and of no others', async () => {
    const left = put(`${nameOf('a')}.0123456789ab`, 1);
    const underWay = put(`${nameOf('a')}.ba9876543210`, 0);
    await makeRoom(cacheDir, LIMITS);
    expect(readdirSync(cacheDir)).toEqual([underWay]);
    expect(left).not.toBe(underWay);
  });

  it('leaves alone what is not of the cache', async () => {
    const names = [put('notes.json', 9), put('a.scan.json', 9), put('z', 9), put(nameOf('a'), 1)];
    mkdirSync(join(cacheDir, nameOf('f')));
    await makeRoom(cacheDir, {...LIMITS, bytes: 0});
    expect(readdirSync(cacheDir).sort()).toEqual([...names, nameOf('f')].sort());
  });

  it('is nobody’s fault when there is no cache', async () => {
    await expect(makeRoom(join(cacheDir, 'none'), LIMITS)).resolves.toBeUndefined();
  });
});

describe('a use of a cache file', () => {
  it('is noted, so that it stays longer than what nobody reads', async () => {
    const file = new CacheFile(cacheDir, '/data/p/2025-09-13', '1', 'scan');
    await file.write(['value']);
    const [name = ''] = readdirSync(cacheDir);
    const then = Date.now() / 1000 - DAY;
    utimesSync(join(cacheDir, name), then, then);
    const other = put(nameOf('a'), 0.5);
    expect(await file.read()).toEqual(['value']);
    await makeRoom(cacheDir, {...LIMITS, bytes: 1});
    expect(readdirSync(cacheDir)).toEqual([name]);
    expect(existsSync(join(cacheDir, other))).toBe(false);
    // What it was written at says how new it is, and stays.
    expect((await stat(join(cacheDir, name)).catch(() => null))?.mtimeMs).toBeCloseTo(then * 1000, -3);
  });
});
