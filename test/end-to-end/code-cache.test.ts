import {chmod, cp, mkdir, readdir, readFile, stat, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from '@jest/globals';
import {spawnSync} from '../support/blocking-process.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';

const BIN = fileURLToPath(new URL('../../bin', import.meta.url));

/** What loads the bundle, with a bundle of one function in the place of the program. */
class Installation {
  readonly #directory: string;
  readonly cache: string;
  readonly bundle: string;

  private constructor(directory: string) {
    this.#directory = directory;
    this.cache = join(directory, 'cache');
    this.bundle = join(directory, 'dist', 'bundle', 'lse.js');
  }

  static async in(directory: string): Promise<Installation> {
    const made = new Installation(directory);
    await cp(BIN, join(directory, 'bin'), {recursive: true});
    await mkdir(join(directory, 'dist', 'bundle'), {recursive: true});
    await mkdir(made.cache, {mode: 0o700});
    await made.change('one');
    return made;
  }

  /** All bundles are of equal length, by which alone V8 would tell them apart. */
  async change(says: 'one' | 'two'): Promise<void> {
    await writeFile(this.bundle, `exports.says = function () { return '${says}'; };`);
  }

  /** What the bundle says, and whether V8 refused the code that was kept; `undefined` if there was none. */
  start(environment: NodeJS.ProcessEnv = {}, built = ''): string {
    const script = `
      const {exports, script, keepCode} = require('./bin/bundle.js').loadBundle();
      process.stdout.write(exports.says() + ' ' + script.cachedDataRejected);
      keepCode();
      const {BUILT, packed} = require('./bin/code-cache.js');
      ${built}`;
    const env = {...process.env, XDG_CACHE_HOME: this.cache, LOCALAPPDATA: this.cache, ...environment};
    const {stdout, stderr} = spawnSync(process.execPath, ['-e', script], {cwd: this.#directory, env});
    return stdout + stderr;
  }

  async kept(): Promise<string[]> {
    const directory = join(this.cache, 'lse', 'code');
    return (await readdir(directory)).map((name) => join(directory, name));
  }
}

const withInstallation = (work: (installed: Installation) => Promise<void>): Promise<void> =>
  withTemporaryDirectory(async (directory) => work(await Installation.in(directory)));

describe('the code that is kept of a bundle', () => {
  it('is for the user alone, and taken by the next start', async () => {
    await withInstallation(async (installed) => {
      expect(installed.start()).toBe('one undefined');
      const [file = ''] = await installed.kept();
      const {mode, mtimeMs} = await stat(file);
      if (process.platform !== 'win32') expect(mode & 0o777).toBe(0o600);
      expect(installed.start()).toBe('one false');
      expect(await installed.kept()).toEqual([file]);
      expect((await stat(file)).mtimeMs).toBe(mtimeMs);
    });
  });

  it('is not taken if one bit of it was changed', async () => {
    await withInstallation(async (installed) => {
      installed.start();
      const [file = ''] = await installed.kept();
      const bytes = await readFile(file);
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 9) ^ 1, bytes.length - 9);
      await writeFile(file, bytes);
      expect(installed.start()).toBe('one undefined');
      expect(installed.start()).toBe('one false');
    });
  });

  it('is not taken for another bundle of equal length', async () => {
    await withInstallation(async (installed) => {
      installed.start();
      await installed.change('two');
      expect(installed.start()).toBe('two undefined');
      expect(await installed.kept()).toHaveLength(2);
    });
  });

  it('of a build is not taken for a bundle that was changed since', async () => {
    await withInstallation(async (installed) => {
      const off = {NODE_DISABLE_COMPILE_CACHE: '1'};
      installed.start(off, `require('node:fs').writeFileSync(BUILT, packed(script.createCachedData()))`);
      expect(installed.start(off)).toBe('one false');
      await installed.change('two');
      const later = new Date(Date.now() + 10_000);
      await utimes(installed.bundle, later, later);
      expect(installed.start(off)).toBe('two undefined');
      expect(await readdir(installed.cache)).toEqual([]);
    });
  });

  (process.platform === 'win32' ? it.skip : it)('is not kept where others may write', async () => {
    await withInstallation(async (installed) => {
      await chmod(installed.cache, 0o777);
      expect([installed.start(), installed.start()]).toEqual(['one undefined', 'one undefined']);
      expect(await readdir(installed.cache)).toEqual([]);
    });
  });

  it('is done without where it cannot be', async () => {
    await withInstallation(async (installed) => {
      const environment = {XDG_CACHE_HOME: installed.bundle, LOCALAPPDATA: installed.bundle};
      await chmod(installed.bundle, 0o600);
      expect([installed.start(environment), installed.start(environment)]).toEqual(['one undefined', 'one undefined']);
    });
  });
});
