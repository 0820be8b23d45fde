import {spawn} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {availableParallelism, tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {citusUrl} from '../support/citus.ts';
import {everyCommand, isComparing} from '../support/commands.ts';
import {type Outcome, spawnLse} from '../support/lse.ts';
import {createPostgresDatabase, type TestDatabase} from '../support/postgres.ts';
import {Roles} from '../support/roles.ts';
import {sqliteFault} from '../support/sqlite-fault.ts';
import {failingDocument, writeTree} from '../support/trace-tree.ts';

// What is started is bin/run.js from what was built last. A module that Node loads before it makes the fault.

const root = fileURLToPath(new URL('../..', import.meta.url));
const DAY = '2025-09-13';
const EARLY = /^Error: lse ended before its work was done\. [^\n]*\n$/;

let directory: string;
/** For the commands that SQLite has no use for. */
let postgres: TestDatabase;
let role: string;
const roles = new Roles();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  await writeTree(join(directory, 'data'), {[`p/${DAY}/a.json`]: failingDocument('a')});
  const run = {id: 'a', status: 'success', session_name: 'imported', start_time: `${DAY}T10:00:00`};
  await writeTree(directory, {exports: `${JSON.stringify(run)}\n`});
  expect(await spawnLse(['db', 'migrate'], {}, directory)).toMatchObject({code: 0, stderr: ''});
  expect(await spawnLse(['db', 'load'], {}, directory)).toMatchObject({code: 0, stderr: ''});
  postgres = await createPostgresDatabase('migrated');
  role = await roles.create('ending');
});

afterAll(async () => {
  await postgres.drop();
  await roles.drop();
  await rm(directory, {recursive: true});
});

/** Runs a command in which `script` has been at work before it. */
async function runWith(script: string, args: readonly string[], environment = {}): Promise<Outcome> {
  const preloaded = join(directory, 'preloaded.cjs');
  await writeFile(preloaded, script);
  const isOfRoles = args[1] === 'access';
  const words = isOfRoles ? args.map((word) => (word === 'reader' ? role : word)) : args;
  const database = isOfRoles ? {LSE_DATABASE_URL: postgres.url} : {};
  const outcome = await spawnLse(
    words,
    {NODE_OPTIONS: `--require "${preloaded}"`, ...database, ...environment},
    directory,
  );
  // Others would warn of what is missing.
  if (args.includes('indexes')) await spawnLse(['db', 'indexes', 'create'], {}, directory);
  return outcome;
}

/** What happens when a command reads its settings. */
const inSettings = (statement: string): string => `
  const files = require('node:fs/promises');
  for (const name of ['readFile', 'open']) {
    const real = files[name];
    // oclif reads what it knows of the program.
    files[name] = async (path, ...rest) => {
      if (String(path).endsWith('.json')) return real(path, ...rest);
      ${statement}
    };
  }`;
const never = 'await new Promise(() => {});';

/** Promises that a command waits for, first and last, and what it takes to let them never settle. */
const unsettled = {
  'its settings are read': inSettings(never),
  'its output is written': `Object.defineProperty(process.stdout, 'write', {value: () => true});`,
};

/** They have nothing to print, and end with 1, where nothing is held, promoted, archived or known of a project; so they never wait for that. */
const QUIET: readonly string[] = [
  ...['audit', 'rehearse', 'release', 'retire', 'rollback'].map((name) => `rollout ${name}`),
  // Without a key there is nothing to pull.
  'pull',
];

/** A cluster refuses access by project, with an error of its own. */
const isRefused = (name: string): boolean => citusUrl !== undefined && name.startsWith('db access');

const trouble = (name: string): number => (isComparing(name) ? 2 : 1);

describe.each(Object.entries(unsettled))('a command that waits for ever until %s', (until, script) => {
  const waiting = everyCommand.filter(
    ([name]) => until === 'its settings are read' || !(QUIET.includes(name) || isRefused(name)),
  );

  it.each(waiting)('is trouble: %s', async (name, args) => {
    expect(await runWith(script, args)).toEqual({
      code: trouble(name),
      stdout: '',
      stderr: expect.stringMatching(EARLY),
    });
  });
});

describe('a database that never closes', () => {
  it.each(everyCommand.filter(([name]) => /^db (?!access)|compare/.test(name)))(
    'is trouble: %s',
    async (name, args) => {
      const {code, stderr} = await runWith(sqliteFault('close'), args);
      expect({code, stderr}).toEqual({code: trouble(name), stderr: expect.stringMatching(EARLY)});
      await rm(join(directory, 'exported'), {recursive: true, force: true});
    },
  );
});

describe('a package that ends the process', () => {
  it.each(everyCommand)('with 0 before %s is done is trouble', async (name, args) => {
    const outcome = await runWith(inSettings('process.exit(0);'), args);
    expect(outcome).toEqual({code: trouble(name), stdout: '', stderr: expect.stringMatching(EARLY)});
  });

  it('with 1, which would mean "different", is trouble', async () => {
    const script = inSettings('process.exit(1);');
    expect(await runWith(script, ['db', 'verify'])).toMatchObject({code: 2, stdout: ''});
  });

  it('sets the exit code in vain', async () => {
    const script = `process.on('exit', () => {process.exitCode = 0;}); process.exitCode = 0;`;
    expect(await runWith(script, ['db', 'verify', '--nonsense'])).toMatchObject({code: 2});
    expect(await runWith('process.exitCode = 1;', ['db', 'verify'])).toMatchObject({code: 0});
  });
});

describe('what a package leaves open', () => {
  const others = everyCommand.filter(([name]) => name !== 'db export' && !QUIET.includes(name) && !isRefused(name));

  it.each(others)('does not keep %s from ending', async (name, args) => {
    const script = `require('node:net').createServer().listen(0); setInterval(() => {}, 1000);`;
    // The gate judges comparisons of before, and makes none.
    const stderr = isComparing(name) && name !== 'rollout gate' ? expect.stringMatching(/^The same: .*\n$/) : '';
    expect(await runWith(script, args)).toMatchObject({code: 0, stderr});
  });
});

describe('an error that nobody catches', () => {
  const thrown = `new Error('x'.repeat(50000) + '\\n second line postgres://u:hunter2@h/d \\u001b[2J')`;

  it.each([
    ['an error', `setImmediate(() => {throw ${thrown};});`],
    ['a rejection', `Promise.reject(${thrown});`],
    ['no error at all', 'setImmediate(() => {throw undefined;});'],
    ['a text', `setImmediate(() => {throw 'text';});`],
    ['an event', `setImmediate(() => new (require('node:events'))().emit('error', ${thrown}));`],
    ['a thread', `new (require('node:worker_threads').Worker)('throw ${thrown.replaceAll("'", '"')}', {eval: true});`],
  ])('is one line and trouble: %s', async (_, statement) => {
    const script = inSettings(`${statement} await new Promise((resolve) => setTimeout(resolve, 5000));`);
    for (const args of [
      ['report', 'compare', '--date', DAY],
      ['db', 'status', '--json'],
    ]) {
      const {code, stdout, stderr} = await runWith(script, args);
      expect(code).toBe(args.includes('compare') ? 2 : 1);
      if (args.includes('--json')) expect(JSON.parse(stdout)).toMatchObject({error: {code: 'LSE_UNFORESEEN'}});
      else expect(stdout).toBe('');
      expect(stdout).not.toMatch(/hunter2|\u001b/);
      expect(stderr).toMatch(/^Error: Something unforeseen went wrong: [^\n]{1,1200}\n$/);
      expect(stderr).not.toMatch(/hunter2|\u001b/);
    }
  });

  it('while the program loads is one line and trouble', async () => {
    const script = `const {openSync} = require('node:fs'); require('node:fs').openSync = (path, ...rest) => {
      if (String(path).endsWith('lse.js')) throw Object.assign(new Error('no bundle'), {code: 'EIO'});
      return openSync(path, ...rest);
    };`;
    for (const [name, args] of everyCommand) {
      const stderr = 'Error: lse cannot start (EIO). Install it again.\n';
      expect(await runWith(script, args)).toEqual({code: trouble(name), stdout: '', stderr});
    }
  });
});

describe('a thread that is lost', () => {
  const FILES = 2500;

  it.each([
    ['as it starts', 'lost(); process.exit(0);'],
    ['in the middle of its files', `let left = 10; count(() => {if (--left === 0) {lost(); process.exit(0);}});`],
    [
      'by an error',
      `let left = 10; count(() => {if (--left === 0) {lost(); queueMicrotask(() => {throw new Error('x');});}});`,
    ],
  ])('loses no file: %s', async (_, fault) => {
    if (availableParallelism() === 1) return; // Then there are none.
    const data = join(directory, 'many');
    const text = JSON.stringify(failingDocument('run-0'));
    const names = Array.from({length: FILES}, (__, at) => `run-${at}`);
    await writeTree(data, Object.fromEntries(names.map((id) => [`p/${DAY}/${id}.json`, text.replaceAll('run-0', id)])));
    const script = `const {isMainThread} = require('node:worker_threads');
      const fs = require('node:fs');
      const count = (call) => {const {openSync} = fs; fs.openSync = (...args) => {call(); return openSync(...args);};};
      const lost = () => fs.writeSync(2, 'lost');
      // Slow enough for the others to have their turn.
      const pause = new Int32Array(new SharedArrayBuffer(4));
      if (isMainThread) count(() => Atomics.wait(pause, 0, 0, 0.3));
      else {${fault}}`;
    const outcome = await runWith(script, [
      'report',
      'zenrows-errors',
      '--date',
      DAY,
      '--data-dir',
      'many',
      '--no-cache',
    ]);
    expect(outcome).toEqual({
      code: 0,
      stdout: `Date,Total Traces,Zenrows Errors,Error Rate\n${DAY},${FILES},${FILES},100.0%\n`,
      stderr: expect.stringMatching(/^lost/),
    });
  });
});

describe('where there is no', () => {
  const shell = (script: string, environment = {}): Promise<Outcome> =>
    new Promise((resolve) => {
      const lse = `lse() { "${process.execPath}" "${root}bin/run.js" "$@"; }; `;
      const child = spawn('bash', ['-c', lse + script], {cwd: directory, env: {...process.env, ...environment}});
      const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
      child.stdout.on('data', (chunk) => stdout.push(chunk));
      child.stderr.on('data', (chunk) => stderr.push(chunk));
      child.once('close', (code) =>
        resolve({code: code ?? -1, stdout: String(Buffer.concat(stdout)), stderr: String(Buffer.concat(stderr))}),
      );
    });

  it('home directory, it starts', async () => {
    const script = `require('node:os').homedir = () => {
      if (process.env.HOME === undefined) throw new Error('ENOENT: no such file or directory, uv_os_homedir');
      return process.env.HOME;
    };`;
    const version = await runWith(script, ['--version'], {HOME: undefined});
    expect(version).toMatchObject({code: 0, stdout: expect.stringMatching(/^lse\//), stderr: ''});
  });

  it('working directory, it has a version and no report', async () => {
    const script = 'mkdir -p gone && cd gone && rmdir ../gone && lse';
    expect(await shell(`${script} --version`)).toMatchObject({code: 0, stdout: expect.stringMatching(/^lse\//)});
    const compared = await shell(`${script} report compare --date ${DAY}`);
    expect(compared).toMatchObject({code: 2, stdout: ''});
    expect(compared.stderr).toMatch(/^(WARNING: .*\n)?Error: The working directory cannot be found \(ENOENT\)\. .*\n$/);
  });

  const onLinux = process.platform === 'linux' ? it : it.skip; // Only Linux has a device that is always full.

  onLinux.each(['--version', '--help', 'db --help', 'db verify --help', 'db status', 'db status --json', 'db verify'])(
    'room for the output of %s, it is trouble and one line',
    async (args) => {
      const {code, stderr} = await shell(`lse ${args} > /dev/full`);
      expect(code).toBe(args === 'db verify' || args === 'db verify --help' ? 2 : 1);
      const verdict = args === 'db verify' ? 'The same: 2 of 2 records.\n' : '';
      expect(stderr).toBe(`${verdict}Error: The output cannot be written (ENOSPC). Look for space with: df -h\n`);
    },
  );

  onLinux('room for messages, the exit code says it alone', async () => {
    expect(await shell('lse db status 2> /dev/full')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Database/),
    });
    expect(await shell('lse db verify --nonsense 2> /dev/full')).toEqual({code: 2, stdout: '', stderr: ''});
    expect(await shell('lse db verify --nonsense 2>&-')).toEqual({code: 2, stdout: '', stderr: ''});
    expect(await shell('lse db status >&-')).toEqual({code: 0, stdout: '', stderr: ''});
  });

  it('reader any more, it ends quietly, JSON and help, too', async () => {
    for (const args of ['db status --json', '--help', 'db verify --format json']) {
      const outcome = await shell(`lse ${args} | head -c 1 > first; echo "\${PIPESTATUS[0]}"`);
      const stderr = args.startsWith('db verify') ? 'The same: 2 of 2 records.\n' : '';
      expect(outcome).toEqual({code: 0, stdout: '0\n', stderr});
    }
  });

  it('room for more than a first part, it goes on writing, and says what then fails', async () => {
    const short = `const fs = require('node:fs'); const {writeSync} = fs;
      fs.writeSync = (fd, bytes, at = 0, length = bytes.length - at) => writeSync(fd, bytes, at, Math.min(length, 7));`;
    const preloaded = join(directory, 'preloaded.cjs');
    await writeFile(preloaded, short);
    const NODE_OPTIONS = `--require "${preloaded}"`;
    const whole = await shell(
      'lse db --help > whole.txt; lse db status --json > status.json; cat whole.txt status.json',
    );
    const parts = await shell(
      'lse db --help > parts.txt; lse db status --json > status.json; cat parts.txt status.json',
      {NODE_OPTIONS},
    );
    expect(parts).toEqual(whole);
    expect(whole.stdout).toMatch(/^Create, fill[\s\S]*"projects": [12]\b[\s\S]*}\n$/);
  });
});
