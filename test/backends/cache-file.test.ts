import {
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {CacheFile} from '../../src/backends/file/cache/cache-file.ts';
import {execFileSync} from '../support/blocking-process.ts';

const VALUE = [
  ['1.json', ['a b c d', ['1', '1', [1757757600, 0], 'BTC', []]]],
  ['größer.json', ['e f g h', 'not JSON']],
];
const DAMAGES = 20_000;
const isRoot = process.getuid?.() === 0;

let root: string;
let cacheDir: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lse-test-'));
  cacheDir = join(root, 'made', 'cache');
});

afterEach(() => rm(root, {recursive: true}));

function cacheFile(directory = '/data/p/2025-09-13', conditions = '1.0.0 64', kind = 'records'): CacheFile {
  return new CacheFile(cacheDir, directory, conditions, kind);
}

async function written(file = cacheFile()): Promise<string> {
  const before = new Set(existsSync(cacheDir) ? readdirSync(cacheDir) : []);
  await file.write(VALUE);
  return join(cacheDir, readdirSync(cacheDir).find((name) => !before.has(name)) ?? '');
}

describe('a cache file', () => {
  it('gives back what was written to it', async () => {
    await written();
    expect(await cacheFile().read()).toEqual(VALUE);
  });

  it('holds nothing for any damage: bits, bytes, cuts, insertions and swaps', async () => {
    const path = await written();
    const whole = readFileSync(path);
    let state = 20_251_128;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const damages: ((bytes: Buffer, at: number) => Buffer)[] = [
      (bytes, at) => {
        bytes[at] = (bytes[at] as number) ^ (1 << random(8));
        return bytes;
      },
      (bytes, at) => {
        bytes[at] = random(256);
        return bytes;
      },
      (bytes, at) => bytes.subarray(0, at),
      (bytes, at) => bytes.subarray(at),
      (bytes, at) => Buffer.concat([bytes.subarray(0, at), Buffer.from([random(256)]), bytes.subarray(at)]),
      (bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(9))]),
      (bytes, at) => Buffer.concat([bytes.subarray(at), bytes.subarray(0, at)]),
      (bytes, at) => bytes.fill(0, at, Math.min(at + 1 + random(64), bytes.length)),
    ];
    let changed = 0;
    // It stays open: each time that a file is emptied and closed, its new content goes to the disk, and a slow one took a
    // minute for 20,000 of them.
    const file = openSync(path, 'r+');
    for (let round = 0; round < DAMAGES; round += 1) {
      const damaged = damages[round % damages.length]?.(Buffer.from(whole), random(whole.length)) ?? whole;
      if (damaged.equals(whole)) continue;
      changed += 1;
      ftruncateSync(file, damaged.length);
      writeSync(file, damaged, 0, damaged.length, 0);
      const read = await cacheFile().read();
      if (read !== null) expect(`${damaged}`).toBe('a damage that is seen');
    }
    closeSync(file);
    expect(changed).toBeGreaterThan(DAMAGES * 0.95);
    await cacheFile().write(VALUE);
    expect(await cacheFile().read()).toEqual(VALUE);
  }, 300_000);

  it("holds nothing where it is another day's, another version's or of another kind, under its name", async () => {
    const path = await written();
    for (const other of [
      cacheFile('/data/p/2025-09-14'),
      cacheFile('/data/p/2025-09-13', '1.0.1 64'),
      cacheFile('/data/p/2025-09-13', '1.0.0 64', 'scan'),
    ]) {
      rmSync(cacheDir, {recursive: true});
      await other.write('of another');
      const [name] = readdirSync(cacheDir);
      if (join(cacheDir, name ?? '') !== path) renameSync(join(cacheDir, name ?? ''), path);
      expect(existsSync(path)).toBe(true);
      expect(await cacheFile().read()).toBeNull();
    }
  });

  it.each([
    ['a FIFO', (path: string) => void execFileSync('mkfifo', [path])],
    ['a directory', (path: string) => mkdirSync(path)],
    [
      'a directory with something in it',
      (path: string) => {
        mkdirSync(path);
        writeFileSync(join(path, 'x'), '');
      },
    ],
    [
      'a link to one that is whole',
      (path: string) => {
        copyFileSync(`${path}.copy`, join(root, 'elsewhere'));
        symlinkSync(join(root, 'elsewhere'), path);
      },
    ],
    ['a link that leads nowhere', (path: string) => symlinkSync(join(root, 'nowhere'), path)],
    [
      'a huge one, which is not read',
      (path: string) => {
        copyFileSync(`${path}.copy`, path);
        truncateSync(path, 2 ** 40);
      },
    ],
    [
      'one that others can write',
      (path: string) => {
        copyFileSync(`${path}.copy`, path);
        chmodSync(path, 0o666);
      },
    ],
  ])('holds nothing where it is %s, and is written anew', async (_, put) => {
    const path = await written();
    copyFileSync(path, `${path}.copy`);
    rmSync(path);
    put(path);
    expect(await cacheFile().read()).toBeNull();
    await cacheFile().write(VALUE);
    expect(await cacheFile().read()).toEqual(VALUE);
    expect(readFileSync(path)).toEqual(readFileSync(`${path}.copy`));
  });

  // Nobody but root can give a file away.
  (isRoot ? it : it.skip)('holds nothing where it is of another user', async () => {
    const path = await written();
    chownSync(path, 12_345, 12_345);
    expect(await cacheFile().read()).toBeNull();
    await cacheFile().write(VALUE);
    expect([await cacheFile().read(), statSync(path).uid]).toEqual([VALUE, 0]);
  });

  it('leaves no draft, and changes no file that its own is linked to', async () => {
    const path = await written();
    linkSync(path, join(root, 'linked'));
    const before = readFileSync(join(root, 'linked'));
    await cacheFile().write('other');
    expect(readFileSync(join(root, 'linked'))).toEqual(before);
    expect(readdirSync(cacheDir)).toHaveLength(1);
  });

  it.each([0o000, 0o022, 0o077])('is for its owner alone under umask %o, and so is its directory', async (umask) => {
    const before = process.umask(umask);
    try {
      const path = await written();
      const modes = [path, cacheDir, join(root, 'made')].map((each) => statSync(each).mode & 0o777);
      expect(modes).toEqual([0o600, 0o700, 0o700]);
    } finally {
      process.umask(before);
    }
  });
});
