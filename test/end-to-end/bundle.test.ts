import {execFileSync, spawnSync} from 'node:child_process';
import {cp, mkdir, readFile, rm, stat, utimes, writeFile} from 'node:fs/promises';
import {availableParallelism} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from '@jest/globals';
import fastGlob from 'fast-glob';
import {spawnLse} from '../support/lse.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {failingDocument} from '../support/trace-tree.ts';

// What is started is dist/bundle, which `npm test` builds first.

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What is packed, and nothing that would be installed beside it. */
async function withPackedCopy<T>(work: (directory: string) => Promise<T>): Promise<T> {
  return withTemporaryDirectory(async (directory) => {
    const shell = process.platform === 'win32';
    const packed = execFileSync('npm', ['pack', '--dry-run', '--json'], {cwd: root, encoding: 'utf8', shell});
    const [{files}] = JSON.parse(packed) as [{files: {path: string}[]}];
    for (const {path} of files) await cp(join(root, path), join(directory, path), {preserveTimestamps: true});
    return work(directory);
  });
}

function run(directory: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const env = {...process.env, NODE_ENV: 'production', LSE_CACHE: 'off', ...environment};
  return spawnSync(process.execPath, args, {cwd: directory, env, encoding: 'utf8'});
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

  it('starts with the code that V8 made of it', () => {
    const script = `process.stdout.write(String(require('./bin/bundle.js').loadBundle().script.cachedDataRejected))`;
    expect(run(root, ['-e', script])).toMatchObject({stdout: 'false', stderr: ''});
  });

  it('never runs the code of what the bundle was before, and does without a code cache or with a broken one', async () => {
    await withPackedCopy(async (directory) => {
      const bundle = join(directory, 'dist/bundle/lse.js');
      const [cache] = await fastGlob('dist/bundle/*.v8', {cwd: directory, absolute: true});
      if (cache === undefined) throw new Error('There is no code cache.');
      const version = () => run(directory, ['bin/run.js', '--version']).stdout;
      const text = await readFile(bundle, 'latin1');
      // Of equal length, by which alone V8 would tell the two apart.
      await writeFile(bundle, text.replace(/node-(?=\W{1,3}concat\(process\.version)/, 'NODE-'), 'latin1');
      expect(version()).toContain(`NODE-${process.version}`);
      const {mtime} = await stat(bundle);
      await writeFile(cache, 'no code');
      await utimes(cache, mtime, new Date(mtime.getTime() + 1000));
      expect(version()).toContain(`NODE-${process.version}`);
      await rm(cache);
      expect(version()).toContain(`NODE-${process.version}`);
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
