import {spawn} from 'node:child_process';
import {mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {type Outcome, spawnLse} from '../support/lse.ts';
import {documentOf, writeTree} from '../support/trace-tree.ts';

const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const RECORDS = 600;
const PROJECTS = ['p', 'q', 'r'];
const DAY = '2025-09-13';

let root = '';
let scratch = '';
let url = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lse-export-'));
  url = `sqlite:${join(root, 'test.db')}`;
  const files = PROJECTS.flatMap((project) =>
    Array.from({length: RECORDS / PROJECTS.length}, (_, at) => [
      `${project}/${DAY}/${at}.json`,
      documentOf(`${at}`, {outputs: {text: 'x'.repeat(at === 7 ? 300_000 : 8_000)}}),
    ]),
  );
  await mkdir(join(root, 'data'));
  await writeTree(join(root, 'data'), Object.fromEntries(files));
  expect((await spawnLse(['db', 'migrate', '--database-url', url])).code).toBe(0);
  expect((await spawnLse(['db', 'load', '--database-url', url, '--data-dir', join(root, 'data')])).code).toBe(0);
}, 60_000);

afterAll(() => rm(root, {recursive: true, force: true}));

beforeEach(async () => {
  scratch = await mkdtemp(join(root, 'scratch-'));
});

const args = (out: string): string[] => ['db', 'export', '--out', out, '--database-url', url];

/** Ends the program by SIGKILL after so many milliseconds, unless it was faster; true where it was killed. */
function killed(out: string, cwd: string, milliseconds: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args(out)], {cwd, stdio: 'ignore'});
    const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve(code === null);
    });
  });
}

/** How many whole documents lie below a directory. */
async function wholeFiles(directory: string): Promise<number> {
  let count = 0;
  for (const project of PROJECTS) {
    for (const name of await readdir(join(directory, project, DAY))) {
      const document = JSON.parse(await readFile(join(directory, project, DAY, name), 'utf8'));
      expect(document.trace.outputs.text.length).toBeGreaterThan(7_999);
      count += 1;
    }
  }
  return count;
}

async function namesIn(directory: string): Promise<string[] | null> {
  return readdir(directory).then(
    (names) => names.sort(),
    () => null,
  );
}

/** Enough of them to meet every part of the work; more attempts than that where the machine is faster at times than it was. */
const KILLS = 6;
const ATTEMPTS = 14;
const MOST_ATTEMPTS = 60;

/** Kills again and again, at moments that lie closer together towards the end, when files are synced and renamed. */
async function killRepeatedly(attempt: (moment: number, at: number) => Promise<boolean>): Promise<void> {
  const start = performance.now();
  expect((await spawnLse(args(join(scratch, 'timed')))).code).toBe(0);
  let whole = performance.now() - start;
  let kills = 0;
  for (let at = 0; at < MOST_ATTEMPTS && (at < ATTEMPTS || kills < KILLS); at += 1) {
    const share = ((at % ATTEMPTS) + Math.random()) / ATTEMPTS;
    const isKilled = await attempt(whole * (0.3 + 0.75 * Math.sqrt(share)), at);
    kills += Number(isKilled);
    // It was over before: the machine is faster now than when it was timed.
    if (!isKilled) whole *= 0.9;
  }
  expect(kills).toBeGreaterThanOrEqual(KILLS);
}

function throughShell(script: string, out: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', `${script}; exec "$@"`, 'sh', process.execPath, program, ...args(out)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({code: code ?? -1, stdout, stderr}));
  });
}

describe('an export', () => {
  it('is whole under its name or not there at all, whenever it is killed', async () => {
    await killRepeatedly(async (moment, at) => {
      const out = join(scratch, 'out');
      // A directory that is there and empty is as good as none.
      const wasThere = at % 2 === 1;
      if (wasThere) await mkdir(out);
      const isKilled = await killed(out, scratch, moment);
      const names = await namesIn(out);
      if (names === null || names.length === 0) expect(names === null || wasThere).toBe(true);
      else expect(await wholeFiles(out)).toBe(RECORDS);
      await rm(out, {recursive: true, force: true});
      return isKilled;
    });
    // The next run takes away what all of them left.
    expect((await spawnLse(args(join(scratch, 'last')))).code).toBe(0);
    expect(await namesIn(scratch)).toEqual(['last', 'timed']);
  }, 120_000);

  it('into the working directory is marked until it is whole, whenever it is killed', async () => {
    const out = join(scratch, 'out');
    await mkdir(out);
    await killRepeatedly(async (moment) => {
      const isKilled = await killed('.', out, moment);
      const names = (await namesIn(out)) ?? [];
      if (!names.includes('.lse-export-unfinished') && names.some((name) => !name.startsWith('.'))) {
        expect(await wholeFiles(out)).toBe(RECORDS);
        for (const name of names) await rm(join(out, name), {recursive: true});
      }
      return isKilled;
    });
    // What was left is no hindrance, and goes.
    for (const name of (await namesIn(out)) ?? [])
      if (!name.startsWith('.')) await rm(join(out, name), {recursive: true});
    expect((await spawnLse(args('.'), {}, out)).code).toBe(0);
    expect(await namesIn(out)).toEqual(PROJECTS);
    expect(await wholeFiles(out)).toBe(RECORDS);
  }, 120_000);

  it('that was cut off between two projects is read by no command, and is made anew by the next', async () => {
    const out = join(scratch, 'out');
    await writeTree(out, {
      [`p/${DAY}/half.json`]: documentOf('half'),
      '.lse-export-unfinished': '{"draft":".lse-export-gone","projects":["p","q"]}',
    });
    const report = await spawnLse(['report', 'zenrows-errors', '--date', DAY, '--data-dir', out]);
    expect(report).toMatchObject({code: 1, stdout: ''});
    expect(report.stderr).toBe(
      `Error: The data directory ${out} holds an export that is not whole. Wait for it to end; if it was killed, do it again with: lse db export --out ${out}\n`,
    );
    expect((await spawnLse(['db', 'load', '--data-dir', out, '--database-url', url])).code).toBe(1);
    expect(await spawnLse(args(out))).toMatchObject({code: 0, stderr: ''});
    expect(await namesIn(out)).toEqual(PROJECTS);
    expect(await wholeFiles(out)).toBe(RECORDS);
  }, 30_000);

  it('does not touch what the user put beside an unfinished one', async () => {
    const out = join(scratch, 'out');
    await writeTree(out, {
      '.lse-export-unfinished': '{"draft":".lse-export-gone","projects":["p"]}',
      'mine/file': 'kept',
    });
    expect((await spawnLse(args(out))).code).toBe(1);
    expect(await namesIn(out)).toEqual(['mine']);
  });

  it('leaves a draft alone whose process still runs, or may run elsewhere', async () => {
    const running = spawn(process.execPath, [program, ...args(join(scratch, 'first'))], {stdio: 'ignore'});
    const ended = new Promise((resolve) => running.once('exit', resolve));
    const isDrafted = async (): Promise<boolean> =>
      ((await namesIn(scratch)) ?? []).some((name) => name.startsWith('.lse-export-'));
    for (let tries = 0; !(await isDrafted()) && tries < 500; tries += 1) await new Promise((go) => setTimeout(go, 5));
    running.kill('SIGSTOP');
    const elsewhere = '.lse-export-00000000-1-1-00000000';
    await mkdir(join(scratch, elsewhere));
    try {
      expect((await spawnLse(args(join(scratch, 'second')))).code).toBe(0);
    } finally {
      running.kill('SIGCONT');
    }
    expect(await ended).toBe(0);
    expect(await namesIn(scratch)).toEqual([elsewhere, 'first', 'second']);
    expect(await wholeFiles(join(scratch, 'first'))).toBe(RECORDS);
  }, 30_000);

  it('refuses a directory into which another export writes', async () => {
    const out = join(scratch, 'out');
    const draft = '.lse-export-00000000-1-1-00000000';
    await mkdir(join(out, draft), {recursive: true});
    const refused = await spawnLse(args(out));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toBe(
      `Error: Another export writes to ${out}. Wait for it to end, or name another directory with --out DIR. If no export runs any more: rm -r '${join(out, draft)}'\n`,
    );
  });

  it('ends with an error and nothing under its name where the disk takes no more', async () => {
    const out = join(scratch, 'out');
    // Blocks of 512 bytes: enough for all files but one, which is larger than a file may be then.
    const limited = await throughShell('ulimit -f 256', out);
    expect(limited).toMatchObject({code: 1, stdout: ''});
    expect(limited.stderr).toBe(
      `Error: The directory ${out} cannot be written (EFBIG); nothing was exported. Allow larger files, for example with: ulimit -f unlimited\n`,
    );
    expect(await namesIn(scratch)).toEqual([]);
  });

  it('may be read by nobody else', async () => {
    const out = join(scratch, 'out');
    expect((await throughShell('umask 000', out)).code).toBe(0);
    const mode = async (...below: string[]): Promise<number> => (await stat(join(out, ...below))).mode & 0o777;
    expect([await mode(), await mode('p'), await mode('p', DAY), await mode('p', DAY, '1.json')]).toEqual([
      0o700, 0o700, 0o700, 0o600,
    ]);
  });

  it('goes where a link leads', async () => {
    const {symlink} = await import('node:fs/promises');
    await mkdir(join(scratch, 'real'));
    await symlink('real', join(scratch, 'link'));
    expect((await spawnLse(args(join(scratch, 'link')))).code).toBe(0);
    expect(await wholeFiles(join(scratch, 'real'))).toBe(RECORDS);
    await writeFile(join(scratch, 'file'), '');
    expect((await spawnLse(args(join(scratch, 'file')))).code).toBe(1);
  });
});
