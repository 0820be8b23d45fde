import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {withConnection} from '../../src/backends/db/sqlite/driver.ts';
import {everyCommand} from '../support/commands.ts';
import {spawnLse} from '../support/lse.ts';
import {sqliteDrivers} from '../support/sqlite-drivers.ts';
import {hasPackage, sqliteFault, sqlitePackage} from '../support/sqlite-fault.ts';
import {failingDocument, writeTree} from '../support/trace-tree.ts';
import {until} from '../support/until.ts';

// What is started is bin/run.js from what was built last. A module that Node loads before it says when it is under way.

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = join(root, 'bin', 'run.js');
const DAY = '2025-09-13';

/** A command that reads its settings for ever. */
const READING = `const files = require('node:fs/promises');
  for (const name of ['readFile', 'open']) {
    const real = files[name];
    files[name] = (path, ...rest) => {
      if (String(path).endsWith('.json')) return real(path, ...rest);
      require('node:fs').writeSync(1, 'under way');
      setInterval(() => {}, 1000);
      return new Promise(() => {});
    };
  }`;

/** A command whose writing statement never ends, and which keeps waiting. */
const WRITING = sqliteFault('run', "require('node:fs').writeSync(1, 'under way'); setInterval(() => {}, 1000);");

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  await writeTree(join(directory, 'data'), {[`p/${DAY}/a.json`]: failingDocument('a')});
  await spawnLse(['db', 'migrate'], {}, directory);
});

afterAll(() => rm(directory, {recursive: true}));

interface End {
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a program and, when it has said that it is under way, does something to it. */
async function start(file: string, args: readonly string[], whenUnderWay: (child: ChildProcess) => void): Promise<End> {
  const child = spawn(file, args, {cwd: directory});
  const written = {stdout: '', stderr: ''};
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk) => {
      const before = written[name];
      written[name] += chunk;
      if (name === 'stdout' && !before.includes('under way') && written.stdout.includes('under way'))
        whenUnderWay(child);
    });
  }
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({signal, code, ...written}));
  });
}

async function preload(script: string): Promise<string[]> {
  const path = join(directory, 'preloaded.cjs');
  await writeFile(path, script);
  return ['--require', path, run];
}

describe.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s', (signal) => {
  it.each(everyCommand)('ends %s by itself, and one line says what is kept and how to go on', async (_, args) => {
    const end = await start(process.execPath, [...(await preload(READING)), ...args], (child) => child.kill(signal));
    expect(end).toEqual({
      signal,
      code: null,
      stdout: 'under way',
      stderr: expect.stringMatching(/^Interrupted\. [A-Z][^\n]{30,}[.\w]\n$/),
    });
  });
});

describe('a statement that the interruption ends', () => {
  // Nothing ends a statement of node:sqlite.
  (hasPackage ? it : it.skip)('is no error that is told, and the signal ends the program all the same', async () => {
    // The line takes longer to be written than the command to fail.
    const script = `const {write} = process.stderr;
    process.stderr.write = (text, done) => write.call(process.stderr, text, () => setTimeout(done, 300));
    ${sqlitePackage}.Database.prototype.run = function (sql, values, done) {
      this.interrupt = () => done(Object.assign(new Error('SQLITE_INTERRUPT: interrupted'), {code: 'SQLITE_INTERRUPT'}));
      require('node:fs').writeSync(1, 'under way');
      setInterval(() => {}, 1000);
    };`;
    const end = await start(process.execPath, [...(await preload(script)), 'db', 'load'], (child) =>
      child.kill('SIGTERM'),
    );
    expect(end).toMatchObject({
      signal: 'SIGTERM',
      stderr: expect.stringMatching(/^Interrupted\. [^\n]*: lse db load\n$/),
    });
  });
});

describe.each(sqliteDrivers)('a statement of %s that does not end', (driver) => {
  const WITHOUT_PACKAGE = `const modules = require('node:module');
    const resolve = modules._resolveFilename;
    modules._resolveFilename = (name, ...rest) => {
      if (name === 'sqlite3') throw new Error('It is not to be had.');
      return resolve(name, ...rest);
    };`;

  it('is ended with the program by a signal, and what it had begun is undone', async () => {
    const path = join(directory, `endless-${driver.replace(':', '-')}.db`);
    const environment = {LSE_DATABASE_URL: `sqlite:${path}`};
    await spawnLse(['db', 'migrate'], environment, directory);
    await withConnection(path, 'write', (connection) =>
      connection.execute(`create table others (n);
        create trigger endless before insert on runs begin
          insert into others
            select n from (with recursive number(n) as (select 1 union all select n + 1 from number) select n from number);
        end`),
    );
    const args = [...(driver === 'sqlite3' ? [run] : await preload(WITHOUT_PACKAGE)), 'db', 'load'];
    const child = spawn(process.execPath, args, {cwd: directory, env: {...process.env, ...environment}});
    const ended = once(child, 'close');
    // Another one cannot begin to write from then on.
    await until('the load has begun to write', () => isHeld(path));
    child.kill('SIGTERM');
    expect(await ended).toEqual([null, 'SIGTERM']);
    await withConnection(path, 'write', async (connection) => {
      await connection.execute('drop trigger endless');
      expect(
        await connection.all('select (select count(*) from runs) as runs, (select count(*) from others) as others'),
      ).toEqual([{runs: 0, others: 0}]);
    });
    expect(await spawnLse(['db', 'load'], environment, directory)).toMatchObject({code: 0, stderr: ''});
  });

  function isHeld(path: string): Promise<boolean> {
    return withConnection(path, 'write', async (connection) => {
      await connection.execute('pragma busy_timeout = 0');
      return connection.execute('begin immediate').then(
        () => false,
        () => true,
      );
    });
  }
});

describe('a clean-up that never ends', () => {
  it('does not keep the program from ending by the signal', async () => {
    const args = [...(await preload(`${WRITING} ${sqliteFault('close')}`)), 'db', 'load'];
    const end = await start(process.execPath, args, (child) => child.kill('SIGTERM'));
    expect(end).toMatchObject({signal: 'SIGTERM', stderr: expect.stringMatching(/^Interrupted\. .*: lse db load\n$/)});
  });

  it('is left by a second signal, but not by one that npm sends with the first', async () => {
    const args = [...(await preload(`${WRITING} ${sqliteFault('close')}`)), 'db', 'load'];
    const end = await start(process.execPath, args, (child) => {
      child.kill('SIGTERM');
      child.kill('SIGHUP');
      setTimeout(() => child.kill('SIGINT'), 600);
    });
    expect(end).toMatchObject({signal: 'SIGINT', stderr: expect.stringMatching(/^Interrupted\. .*\n$/)});
  });
});

// What `script` of util-linux is for: a terminal.
const onTerminal = process.platform === 'linux' && existsSync('/usr/bin/script') ? it : it.skip;

describe('the terminal', () => {
  const HIDDEN = '\u001b[?25l\u001b[?7l';
  const RESTORED = '\u001b[?25h\u001b[?7h';

  async function onTerminalOf(script: string, whenUnderWay: (child: ChildProcess) => void): Promise<End> {
    const args = [...(await preload(script)), 'db', 'load'].map((arg) => `'${arg}'`);
    return start('script', ['-qec', `'${process.execPath}' ${args.join(' ')}`, '/dev/null'], whenUnderWay);
  }

  onTerminal('is as it was after Ctrl-C', async () => {
    const {code, stdout} = await onTerminalOf(WRITING, (child) => child.stdin?.write('\u0003'));
    expect(code).toBe(130);
    expect(stdout.split(HIDDEN)).toHaveLength(2);
    expect(stdout.split(RESTORED)).toHaveLength(2);
    const [, after = ''] = stdout.split(RESTORED);
    // The cursor goes back to where the bar began, and the line is cleared.
    expect(after).toMatch(/^\u001b8\u001b\[1G\u001b\[2KInterrupted\. .*: lse db load\r\n$/);
  });

  onTerminal('is as it was when the command ends without having been done', async () => {
    const script = sqliteFault('run');
    const {code, stdout} = await onTerminalOf(script, () => {});
    expect(code).toBe(1);
    expect(stdout.split(HIDDEN)).toHaveLength(2);
    expect(stdout.split(RESTORED)[1]).toMatch(/Error: lse ended before its work was done\. .*\r\n$/);
  });
});
