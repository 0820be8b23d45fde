import {existsSync} from 'node:fs';
import {mkdir, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from '@jest/globals';
import fastGlob from 'fast-glob';
import {spawnSync} from './support/blocking-process.ts';
import {withTemporaryDirectory} from './support/temporary-directory.ts';
import {failingDocument, writeTree} from './support/trace-tree.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const lines = async (name: string): Promise<string[]> =>
  (await readFile(join(root, name), 'utf8')).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describe('the image', () => {
  it('runs as a user that is not root, and starts lse', async () => {
    const found = await lines('Dockerfile');
    const last = found.slice(found.findLastIndex((line) => line.startsWith('FROM ')));
    expect(last.filter((line) => line.startsWith('USER '))).toEqual(['USER 1000:1000']);
    expect(last).toContain('ENTRYPOINT ["lse"]');
    // All that is copied comes out of the stage that builds.
    expect(last.filter((line) => /^(?:COPY|ADD) (?!--from=build )/.test(line))).toEqual([]);
  });

  it('has all that is packed for the program to run', async () => {
    const copied = (await lines('Dockerfile')).flatMap((line) =>
      [...line.matchAll(/\/src\/(\S+)/g)].map(([, path]) => path ?? ''),
    );
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const {files} = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {files: string[]};
    // For who reads, and for the action of GitHub.
    const others = ['docs', 'action', 'action.yml', '.env.example'];
    expect(copied).toEqual(
      expect.arrayContaining(files.filter((path) => !path.startsWith('!') && !others.includes(path))),
    );
  });

  it('is built of what the build reads, and of no settings, data or packages of this machine', async () => {
    const patterns = await lines('.dockerignore');
    expect(patterns[0]).toBe('*');
    const given = patterns.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(
      (await Promise.all(given.map((path) => fastGlob(path, {cwd: root, onlyFiles: false})))).every(
        ({length}) => length > 0,
      ),
    ).toBe(true);
    const build = await readFile(join(root, 'scripts', 'build.js'), 'utf8');
    const inputs = [...build.matchAll(/'((?:src|bin|reports|scripts|docs|package|tsconfig)[^']*)'/g)].map(
      ([, path]) => path ?? '',
    );
    expect(inputs.filter((path) => !given.some((one) => path.startsWith(one.replace(/\*.*/, ''))))).toEqual([]);
    expect(given.filter((path) => /^(?:\.env|\.git|\.lse|node_modules|dist|data)/.test(path))).toEqual([]);
  });
});

const hasBuilder = spawnSync('docker', ['info'], {stdio: 'ignore', timeout: 10_000}).status === 0;

// Needs an engine, and a registry that has the image of Node.
(hasBuilder ? describe : describe.skip)('the image that is built', () => {
  const IMAGE = `lse-test-${process.pid}`;
  const docker = (...args: string[]) => spawnSync('docker', args, {cwd: root});

  it('reports on a file system that is read-only', async () => {
    expect(docker('build', '--tag', IMAGE, '.')).toMatchObject({status: 0});
    try {
      await withTemporaryDirectory(async (directory) => {
        await mkdir(join(directory, 'data'), {recursive: true});
        await writeTree(join(directory, 'data'), {'p/2025-09-13/a.json': failingDocument('a')});
        const ids = `${process.getuid?.()}:${process.getgid?.()}`;
        const run = ['run', '--rm', '--read-only', '--user', ids, '--volume', `${directory}:/work`, IMAGE];
        expect(docker(...run, 'db', 'migrate')).toMatchObject({status: 0, stderr: ''});
        expect(docker(...run, 'db', 'load')).toMatchObject({status: 0});
        const {stdout} = docker(...run, 'report', 'zenrows-errors', '--date', '2025-09-13', '--backend', 'db');
        expect(stdout).toContain('2025-09-13,1,1,100.0%');
        await rm(join(directory, '.lse'), {recursive: true});
      });
    } finally {
      docker('rmi', IMAGE);
    }
  }, 600_000);
});
