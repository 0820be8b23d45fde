import {existsSync} from 'node:fs';
import {cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join, posix} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {hasNodeSqlite} from '../../src/backends/db/sqlite/drivers/chosen-driver.ts';
import {execFileSync, spawnSync} from '../support/blocking-process.ts';
import {failingDocument, writeTree} from '../support/trace-tree.ts';

// What is installed is the tarball of what was built last, into an empty directory, without a registry.

const root = fileURLToPath(new URL('../..', import.meta.url));
const DAY = '2025-09-13';
const REPORT = `Date,Total Traces,Zenrows Errors,Error Rate\n${DAY},1,1,100.0%\n`;

let directory: string;
let installed: string;
let packed: readonly string[];

function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', args, {cwd, shell: process.platform === 'win32'});
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  const [tarball] = JSON.parse(npm(['pack', '--ignore-scripts', '--json', '--pack-destination', directory], root)) as [
    {filename: string; files: {path: string}[]},
  ];
  packed = tarball.files.map(({path}) => path);
  installed = join(directory, 'installed');
  await mkdir(installed);
  await writeFile(join(installed, 'package.json'), '{}');
  const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  npm(['install', '--omit=optional', ...quiet, join(directory, tarball.filename)], installed);
  await writeTree(join(directory, 'data'), {[`p/${DAY}/a.json`]: failingDocument('a')});
});

afterAll(() => rm(directory, {recursive: true}));

/** By the name that npm gave it, from another directory than that where it is installed. */
function lse(...args: string[]) {
  const env = {...process.env, XDG_CACHE_HOME: directory};
  const program = join(installed, 'node_modules', '.bin', 'lse');
  return spawnSync(program, args, {cwd: directory, env, shell: process.platform === 'win32'});
}

function useDatabase() {
  const outcomes = [
    lse('db', 'migrate'),
    lse('db', 'load'),
    lse('report', 'zenrows-errors', '--date', DAY, '--backend', 'db'),
  ];
  expect(outcomes).toMatchObject([
    {status: 0, stderr: ''},
    {status: 0, stderr: ''},
    {status: 0, stderr: ''},
  ]);
  expect(outcomes[2]?.stdout).toBe(REPORT);
}

describe('the tarball', () => {
  it('has what a user reads and needs, and nothing that is only built or tested with', async () => {
    const wanted = ['README.md', 'LICENSE', 'CHANGELOG.md', '.env.example', 'action.yml', 'action/install.sh'];
    expect(packed).toEqual(expect.arrayContaining([...wanted, 'dist/bundle/LICENCES.txt', 'oclif.manifest.json']));
    const docs = (await readdir(join(root, 'docs'), {recursive: true, withFileTypes: true})).filter((entry) =>
      entry.isFile(),
    );
    expect(packed.filter((path) => path.startsWith('docs/'))).toHaveLength(docs.length);
    expect(packed.filter((path) => /^(?:src|test|bench|fixtures|scripts)\/|\.v8$|^package-lock/.test(path))).toEqual(
      [],
    );
  });

  it('has every picture that its pages show', async () => {
    for (const page of packed.filter((path) => path.endsWith('.md'))) {
      const text = await readFile(join(root, page), 'utf8');
      const pictures = [
        ...text.matchAll(/!\[[^\]]*\]\((?!https?:)([^)#\s]+)|<(?:img|source)[^>]* src(?:set)?="(?!https?:)([^"]+)"/g),
      ];
      const paths = pictures.map(([, one, other]) => posix.join(dirname(page), one ?? other ?? ''));
      expect(packed).toEqual(expect.arrayContaining(paths));
    }
  });

  it('brings sqlite3 alone, and does without it', async () => {
    const {dependencies, optionalDependencies} = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    expect([dependencies, Object.keys(optionalDependencies)]).toEqual([undefined, ['sqlite3']]);
    expect(await readdir(join(installed, 'node_modules'))).toEqual(['.bin', '.package-lock.json', 'lse']);
  });

  it('reports from files without any driver, from any directory, by npx too', () => {
    const report = ['report', 'zenrows-errors', '--date', DAY];
    expect(lse(...report)).toMatchObject({status: 0, stderr: '', stdout: REPORT});
    expect(npm(['exec', '--offline', '--prefix', installed, '--', 'lse', ...report], directory)).toBe(REPORT);
  });
});

describe('an installation in which sqlite3 does not load', () => {
  // npm and its options that block scripts leave it without the binary.
  beforeAll(async () => {
    const target = join(installed, 'node_modules', 'sqlite3');
    for (const part of ['package.json', 'lib'])
      await cp(join(root, 'node_modules/sqlite3', part), join(target, part), {recursive: true});
    for (const name of ['bindings', 'file-uri-to-path'])
      await symlink(join(root, 'node_modules', name), join(installed, 'node_modules', name));
  });

  afterAll(async () => {
    await rm(join(installed, 'node_modules', 'sqlite3'), {recursive: true});
    await rm(join(directory, '.lse'), {recursive: true, force: true});
  });

  (hasNodeSqlite() ? it : it.skip)('has the embedded database all the same, on a Node that has one', () => {
    useDatabase();
    expect(lse('doctor').stdout).toMatch(
      /The driver for sqlite loads \(SQLite [\d.]+ by node:sqlite, since the package sqlite3 does not load: Could not locate the bindings file\)/,
    );
  });

  (hasNodeSqlite() ? it.skip : it)('says in one sentence what to do, on a Node that has none', () => {
    const {status, stdout, stderr} = lse('db', 'migrate');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^Error: No driver for SQLite loads: [^\n]*\(Could not locate the bindings file\)[^\n]*\. Take Node 22\.13 or newer, or [^\n]* npm rebuild sqlite3 --ignore-scripts=false\n$/,
    );
    expect(lse('doctor').stdout).toMatch(
      /wrong +The driver for sqlite does not load: Could not locate the bindings file\n +Next: Take Node 22\.13/,
    );
  });
});

(existsSync(join(root, 'node_modules', 'sqlite3', 'build')) ? describe : describe.skip)(
  'an installation with scripts',
  () => {
    it('has the embedded database by the package sqlite3', async () => {
      // As npm would build it once more.
      await symlink(join(root, 'node_modules', 'sqlite3'), join(installed, 'node_modules', 'sqlite3'));
      useDatabase();
      expect(lse('doctor').stdout).toMatch(/The driver for sqlite loads \(SQLite [\d.]+ by sqlite3\)\./);
    });
  },
);
