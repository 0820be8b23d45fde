import {cp, mkdir, readFile, writeFile} from 'node:fs/promises';
import {availableParallelism} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {beforeAll, describe, expect, it} from '@jest/globals';
import fastGlob from 'fast-glob';
import {execFileSync, spawnSync} from '../support/blocking-process.ts';
import {spawnLse} from '../support/lse.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {failingDocument} from '../support/trace-tree.ts';

// What is started is dist/bundle, which `npm test` builds first.

const root = fileURLToPath(new URL('../..', import.meta.url));

let packed: readonly {readonly path: string}[];

beforeAll(() => {
  const shell = process.platform === 'win32';
  const args = ['pack', '--dry-run', '--ignore-scripts', '--json'];
  [{files: packed}] = JSON.parse(execFileSync('npm', args, {cwd: root, shell}));
});

/** What is packed, and nothing that would be installed beside it. */
async function withPackedCopy<T>(work: (directory: string) => Promise<T>): Promise<T> {
  return withTemporaryDirectory(async (directory) => {
    for (const {path} of packed) await cp(join(root, path), join(directory, path), {preserveTimestamps: true});
    return work(directory);
  });
}

function run(directory: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const env = {...process.env, NODE_ENV: 'production', LSE_CACHE: 'off', ...environment};
  return spawnSync(process.execPath, args, {cwd: directory, env});
}

describe('the bundle', () => {
  it('needs no package to start, to help and to report from files', async () => {
    await withPackedCopy(async (directory) => {
      const lse = (...args: string[]) => run(directory, ['bin/run.js', ...args]);
      expect(lse('--version')).toMatchObject({status: 0, stderr: '', stdout: expect.stringMatching(/^lse\/\S+ .*\n$/)});
      expect(lse('report', '--help')).toMatchObject({status: 0, stdout: expect.stringContaining('report compare')});
      expect(lse('nonsense')).toMatchObject({status: 1, stderr: expect.stringContaining("no command 'nonsense'")});
      await mkdir(join(directory, 'data'));
      const report = lse('report', 'zenrows-errors', '--date', '2025-09-13');
      expect(report.stdout).toBe('Date,Total Traces,Zenrows Errors,Error Rate\n2025-09-13,0,0,0.0%\n');
    });
  });

  it('writes JUnit from a file of its own', async () => {
    await withPackedCopy(async (directory) => {
      await mkdir(join(directory, 'data'));
      const sides = ['--control', 'file:data', '--candidate', 'file:data', '--allow-same'];
      const args = ['bin/run.js', 'report', 'compare', '--date', '2025-09-13', '--format', 'junit', ...sides];
      expect(run(directory, args)).toMatchObject({status: 3, stdout: expect.stringMatching(/^<\?xml .*<testsuites/s)});
    });
  });

  it('prints what is beyond ASCII', async () => {
    const tree = `file:${encodeURI(join(root, 'fixtures', 'tree'))}`;
    const sides = ['--control', tree, '--candidate', tree, '--allow-same'];
    const {stdout} = await spawnLse(['report', 'compare', '--date', '2025-09-13', '--format', 'html', ...sides]);
    expect(stdout).toContain('aria-hidden="true">·</span>');
  });

  it('names the sources in the stack of an error', async () => {
    const args = ['report', 'zenrows-errors', '--date', '2025-13-01'];
    const {code, stderr} = await spawnLse(args, {LSE_DEBUG: '1'});
    expect(code).toBe(1);
    expect(stderr).toMatch(/[\\/]src[\\/]cli[\\/]scope\.ts:\d+:\d+/);
    expect((await spawnLse(args)).stderr).toBe("Error: Invalid date format '2025-13-01'. Expected YYYY-MM-DD.\n");
  });

  it('starts its threads', async () => {
    if (availableParallelism() === 1) return; // Then there are none.
    await withTemporaryDirectory(async (directory) => {
      const day = join(directory, 'data', 'p', '2025-09-13');
      await mkdir(day, {recursive: true});
      const text = JSON.stringify(failingDocument('run-0', {}));
      for (let at = 0; at < 2000; at += 1)
        await writeFile(join(day, `${at}.json`), text.replaceAll('run-0', `run-${at}`));
      const witness = join(directory, 'witness.cjs');
      const saying = (event: string) =>
        `worker.once('${event}', () => require('node:fs').writeSync(2, '${event}\\n'));`;
      await writeFile(witness, `process.on('worker', (worker) => {${saying('online')}${saying('error')}});`);
      const args = ['-r', witness, `${root}bin/run.js`, 'report', 'zenrows-errors', '--date', '2025-09-13'];
      expect(run(directory, args)).toMatchObject({
        stdout: 'Date,Total Traces,Zenrows Errors,Error Rate\n2025-09-13,2000,2000,100.0%\n',
        stderr: 'online\n',
      });
    });
  });
});

describe('the code that V8 made of the bundle', () => {
  const IS_REFUSED = `process.stdout.write(String(require('./bin/bundle.js').loadBundle().script.cachedDataRejected))`;
  /** In a bundle of equal length, by which alone V8 would tell the two apart. */
  async function changeBundle(directory: string): Promise<void> {
    const bundle = join(directory, 'dist/bundle/lse.js');
    const text = await readFile(bundle, 'latin1');
    await writeFile(bundle, text.replace(/node-(?=\W{1,3}concat\(process\.version)/, 'NODE-'), 'latin1');
  }

  it('starts a clone', () => {
    expect(run(root, ['-e', IS_REFUSED])).toMatchObject({stdout: 'false', stderr: ''});
  });

  it('is not packed, and never run where it was made of what the bundle was before', async () => {
    await withPackedCopy(async (directory) => {
      expect(await fastGlob('**/*.v8*', {cwd: directory})).toEqual([]);
      const [built = ''] = await fastGlob('dist/bundle/*.v8', {cwd: root});
      await cp(join(root, built), join(directory, built), {preserveTimestamps: true});
      await changeBundle(directory);
      const {stdout} = run(directory, ['bin/run.js', '--version'], {NODE_DISABLE_COMPILE_CACHE: '1'});
      expect(stdout).toContain(`NODE-${process.version}`);
    });
  });

  it('is kept after the first start of the program, and starts it then', async () => {
    await withPackedCopy(async (directory) => {
      const home = join(directory, 'home');
      await mkdir(home, {mode: 0o700});
      const environment = {XDG_CACHE_HOME: home, HOME: home, LOCALAPPDATA: home};
      const kept = async () =>
        (await fastGlob('**/*', {cwd: home, dot: true, stats: true})).map(({stats}) => stats?.mtimeMs);

      expect(run(directory, ['bin/run.js', '--version'], environment)).toMatchObject({status: 0, stderr: ''});
      expect(run(directory, ['-e', IS_REFUSED], environment).stdout).toBe('false');
      const first = await kept();
      expect(first).toHaveLength(1);
      expect(run(directory, ['bin/run.js', '--version'], environment)).toMatchObject({status: 0, stderr: ''});
      // Nothing is written where it serves.
      expect(await kept()).toEqual(first);
    });
  });
});
