import {type ChildProcess, spawn} from 'node:child_process';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {execFileSync} from '../support/blocking-process.ts';
import {spawnLse} from '../support/lse.ts';
import {failingDocument, writeTree} from '../support/trace-tree.ts';

// What is started is bin/run.js from what was built last.

const run = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const DAY = '2025-09-13';
const SAME = /^The same: [\s\S]*\n$/;
const VERDICT = expect.stringMatching(/^The same: .*\n$/);
const environment = {...process.env, LSE_CACHE: 'off'};

let root: string;
let directory: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lse-test-'));
  await writeTree(join(root, 'data'), {[`p/${DAY}/a.json`]: failingDocument('a')});
  await spawnLse(['db', 'migrate'], {}, root);
  await spawnLse(['db', 'load'], {}, root);
});

beforeEach(async () => {
  directory = await mkdtemp(join(root, 'out-'));
});

afterAll(() => rm(root, {recursive: true}));

const verify = (output: string, ...more: string[]) => spawnLse(['db', 'verify', '--output', output, ...more], {}, root);

function shell(script: string): Promise<{code: number | null; text: string}> {
  return new Promise((resolve) => {
    const lse = `lse() { "${process.execPath}" "${run}" "$@"; }; `;
    const child = spawn('bash', ['-c', lse + script], {cwd: root, env: environment});
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        text += chunk;
      });
    }
    child.once('close', (code) => resolve({code, text}));
  });
}

/** Starts a verification that waits when it reads its settings, and resolves when it does. */
async function startWaiting(output: string): Promise<ChildProcess> {
  const preloaded = join(root, 'waiting.cjs');
  await writeFile(
    preloaded,
    `const files = require('node:fs/promises');
     for (const name of ['readFile', 'open']) {
       const real = files[name];
       files[name] = (path, ...rest) => {
         if (!String(path).endsWith('.env')) return real(path, ...rest);
         require('node:fs').writeSync(1, 'under way');
         setInterval(() => {}, 1000);
         return new Promise(() => {});
       };
     }`,
  );
  const child = spawn(process.execPath, ['--require', preloaded, run, 'db', 'verify', '--output', output], {cwd: root});
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return child;
}

describe('an output file', () => {
  it('is there whole when the run is done, and keeps the mode of the one before', async () => {
    const fresh = join(directory, 'fresh.txt');
    expect(await verify(fresh)).toEqual({code: 0, stdout: '', stderr: VERDICT});
    expect(await readFile(fresh, 'utf8')).toMatch(SAME);
    expect((await stat(fresh)).mode & 0o777).toBe(0o666 & ~process.umask());
    const old = join(directory, 'old.txt');
    await writeFile(old, 'yesterday'.repeat(1000));
    await chmod(old, 0o640);
    expect((await verify(old)).code).toBe(0);
    expect(await readFile(old, 'utf8')).toBe(await readFile(fresh, 'utf8'));
    expect((await stat(old)).mode & 0o777).toBe(0o640);
    expect((await readdir(directory)).sort()).toEqual(['fresh.txt', 'old.txt']);
  });

  it('of yesterday is gone when the run of today fails, whatever it is that fails', async () => {
    for (const more of [
      ['--date', '2025-13-01'],
      ['--database-url', 'nonsense'],
      ['--data-dir', 'nowhere', '--database-url', 'sqlite:none.db'],
    ]) {
      const file = join(directory, 'yesterday.txt');
      await writeFile(file, 'yesterday');
      expect((await verify(file, ...more)).code).toBe(2);
      // What could be asked of neither side is written down, too.
      const left = await readdir(directory);
      if (left.length > 0) expect(await readFile(file, 'utf8')).toMatch(/^Inconclusive: /);
      else expect(left).toEqual([]);
      await rm(file, {force: true});
    }
  });

  it('of yesterday is gone, and none of today there, when the run is killed', async () => {
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      const file = join(directory, 'yesterday.txt');
      await writeFile(file, 'yesterday');
      const child = await startWaiting(file);
      const closed = new Promise((resolve) => child.once('close', (_, by) => resolve(by)));
      child.kill(signal);
      expect(await closed).toBe(signal);
      expect(await readdir(directory)).toEqual([]);
    }
  });

  it('is none when it cannot be written to the end', async () => {
    const preloaded = join(root, 'full.cjs');
    await writeFile(
      preloaded,
      `require('node:fs/promises').rename = () => Promise.reject(Object.assign(new Error('full'), {code: 'ENOSPC'}));`,
    );
    const file = join(directory, 'never.txt');
    const outcome = await spawnLse(
      ['db', 'verify', '--output', file],
      {NODE_OPTIONS: `--require "${preloaded}"`},
      root,
    );
    expect(outcome).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^The same: .*\nError: The file \S+ cannot be written \(ENOSPC\)\. Name another one with --output FILE\.\n$/,
      ),
    });
    expect(await readdir(directory)).toEqual([]);
  });

  it('is the one that a symbolic link leads to, also where that is not there yet', async () => {
    await mkdir(join(directory, 'elsewhere'));
    const [target, link, chain] = ['elsewhere/target.txt', 'link.txt', 'chain.txt'].map((name) =>
      join(directory, name),
    ) as [string, string, string];
    await symlink('elsewhere/target.txt', link);
    await symlink('link.txt', chain);
    for (let time = 0; time < 2; time += 1) {
      expect((await verify(chain)).code).toBe(0);
      expect((await lstat(chain)).isSymbolicLink()).toBe(true);
      expect(await readlink(link)).toBe('elsewhere/target.txt');
      expect(await readFile(target, 'utf8')).toMatch(SAME);
      expect((await lstat(target)).isFile()).toBe(true);
    }
    await symlink('loop.txt', join(directory, 'loop.txt'));
    expect(await verify(join(directory, 'loop.txt'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('ELOOP'),
    });
  });

  it('may be a device, a pipe of the shell, or what stdout is', async () => {
    expect(await verify('/dev/null')).toEqual({code: 0, stdout: '', stderr: VERDICT});
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
    const whole = expect.stringMatching(SAME);
    expect(await shell('set -o pipefail; lse db verify --output /dev/stdout | cat')).toEqual({
      code: 0,
      text: whole,
    });
    expect(await shell('lse db verify --output >(cat)')).toEqual({code: 0, text: whole});
    expect(await shell('lse db verify --output /dev/stderr 2> err.txt; cat err.txt')).toEqual({code: 0, text: whole});
    expect(await shell('lse db verify --output /dev/fd/3 3> three.txt && cat three.txt')).toEqual({
      code: 0,
      text: whole,
    });
    // A reader that leaves early has what it wanted.
    expect(await shell('lse db verify --output >(exec <&-)')).toEqual({
      code: 0,
      text: 'The same: 1 of 1 record.\n',
    });
  });

  it('that is what stdout is appended to is appended to', async () => {
    const {code} = await shell('echo before > log.txt; lse db verify --output /dev/stdout >> log.txt');
    expect(code).toBe(0);
    expect(await readFile(join(root, 'log.txt'), 'utf8')).toMatch(/^before\nThe same: /);
  });

  it('may be a named pipe, whose reader may come later and read slowly', async () => {
    const pipe = join(directory, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const many = join(directory, 'many');
    const names = Array.from({length: 300}, (_, at) => `run-${at}`);
    await writeTree(many, Object.fromEntries(names.map((id) => [`p/${DAY}/${id}.json`, failingDocument(id)])));
    // More than a pipe holds.
    const compare = `lse report compare --date ${DAY} --control 'file:${many}' --format json`;
    const {code} = await shell(
      `(sleep 4; cat) < '${pipe}' > read.json & ${compare} --output '${pipe}'; code=$?; wait; exit $code`,
    );
    const text = await readFile(join(root, 'read.json'), 'utf8');
    expect(code).toBe(1);
    expect(text.length).toBeGreaterThan(200_000);
    expect(JSON.parse(text)).toMatchObject({kind: 'lse-comparison'});
    expect((await lstat(pipe)).isFIFO()).toBe(true);
  });

  it('may be all that can be written in its directory', async () => {
    // Root may write everywhere, hence a file system that refuses other files.
    const preloaded = join(root, 'closed.cjs');
    await writeFile(
      preloaded,
      `const files = require('node:fs/promises'); const {open} = files;
       files.open = (path, flags, ...rest) => flags === 'wx'
         ? Promise.reject(Object.assign(new Error('closed'), {code: 'EACCES'}))
         : open(path, flags, ...rest);`,
    );
    const lse = (file: string, ...more: string[]) =>
      spawnLse(['db', 'verify', '--output', file, ...more], {NODE_OPTIONS: `--require "${preloaded}"`}, root);
    const file = join(directory, 'alone.txt');
    expect(await lse(file)).toMatchObject({code: 2, stderr: expect.stringContaining('(EACCES)')});
    await writeFile(file, 'yesterday');
    const {ino} = await stat(file);
    expect((await lse(file)).code).toBe(0);
    expect(await readFile(file, 'utf8')).toMatch(SAME);
    expect((await stat(file)).ino).toBe(ino);
    expect((await lse(file, '--date', '2025-13-01')).code).toBe(2);
    expect(await readFile(file, 'utf8')).toBe('');
  });

  it('that is a directory or lies in none is refused before the work begins', async () => {
    expect(await verify(directory)).toMatchObject({code: 2, stderr: expect.stringContaining('(EISDIR)')});
    expect(await verify(join(directory, 'no', 'such'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('(ENOENT)'),
    });
    expect(await readdir(directory)).toEqual([]);
  });
});
