import {spawn} from 'node:child_process';
import {lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {ledgerContents} from '../support/ledger.ts';
import {type Outcome, spawnLse, startLse} from '../support/lse.ts';
import {documentOf, writeTree} from '../support/trace-tree.ts';

// What is started is bin/run.js from what was built last.

const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const DATES = ['2025-09-13', '2025-09-14', '2025-09-15', '2025-09-16'];
const FILES_A_DATE = 60;

let root = '';
let url = '';
let scratch = '';
let data = '';
let archive = '';
const texts = new Map<string, string>();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lse-retire-'));
  url = `sqlite:${join(root, 'test.db')}`;
  for (const date of DATES) {
    for (let at = 0; at < FILES_A_DATE; at += 1) {
      const size = at === 7 ? 300_000 : 8_000;
      texts.set(`p/${date}/${at}.json`, JSON.stringify(documentOf(`${at}`, {outputs: {text: 'x'.repeat(size)}})));
    }
  }
  await writeTree(join(root, 'data'), Object.fromEntries(texts));
  await writeFile(join(root, 'rollout.yaml'), 'lse: 1\nprojects:\n  - project: p\n    stage: complete\n');
  expect((await spawnLse(['db', 'migrate', '--database-url', url])).code).toBe(0);
  expect((await spawnLse(['db', 'load', '--database-url', url, '--data-dir', join(root, 'data')])).code).toBe(0);
}, 60_000);

afterAll(() => rm(root, {recursive: true, force: true}));

beforeEach(async () => {
  scratch = await mkdtemp(join(root, 'scratch-'));
  await renew();
});

async function renew(): Promise<void> {
  for (const name of await readdir(scratch)) await rm(join(scratch, name), {recursive: true});
  [data, archive] = [join(scratch, 'data'), join(scratch, 'archive')];
  await mkdir(data);
  await writeTree(data, Object.fromEntries(texts));
}

const args = (): string[] => ['rollout', 'retire', 'p', '--archive', archive, '--data-dir', data, '--apply'];
const environment = (): Record<string, string> => ({
  LSE_DATABASE_URL: url,
  LSE_ROLLOUT_FILE: join(root, 'rollout.yaml'),
  LSE_LEDGER: `sqlite:${join(scratch, 'ledger.db')}`,
});

/** The text of each file of the project below a directory, also of one that is not under its name yet. */
async function filesBelow(directory: string): Promise<Map<string, string>> {
  const entries = await readdir(directory, {recursive: true, withFileTypes: true}).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  return new Map(
    await Promise.all(
      files.map(async ({parentPath, name}) => {
        const path = join(parentPath, name);
        return [path.slice(directory.length + 1), await readFile(path, 'utf8')] as const;
      }),
    ),
  );
}

/** Every file is in the tree, aside in it, or in an archive that is whole. Says how far it came. */
async function expectNothingLost(): Promise<'before' | 'meanwhile' | 'after'> {
  const left = await filesBelow(join(data, 'p'));
  const archived = await filesBelow(join(archive, 'p'));
  if (archived.size > 0) expect(archived.size).toBe(texts.size + 1);
  for (const [path, text] of texts) {
    const below = path.slice('p/'.length);
    const copies = [left.get(below), left.get(`.lse-retired/${below}`), archived.get(below)];
    const found = copies.filter((copy) => copy !== undefined);
    expect(found.length).toBeGreaterThan(0);
    for (const copy of found) expect(copy === text).toBe(true);
    if (archived.size === 0) expect(left.get(below) === text).toBe(true);
  }
  // A report finds each date whole or not at all.
  for (const date of DATES) {
    const names = await readdir(join(data, 'p', date)).catch(() => []);
    expect([0, FILES_A_DATE]).toContain(names.length);
  }
  return left.size === 0 ? 'after' : archived.size === 0 ? 'before' : 'meanwhile';
}

async function expectRetired(): Promise<void> {
  expect(await expectNothingLost()).toBe('after');
  expect(await readdir(data)).toEqual([]);
  expect(await readdir(archive)).toEqual(['p']);
}

function through(script: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', `${script}; exec "$@"`, 'sh', process.execPath, program, ...args()], {
      env: {...process.env, LSE_CACHE: 'off', ...environment()},
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

/** Kills the program as soon as something is so; false where it ended before. */
async function killedWhen(isSo: () => Promise<boolean>): Promise<boolean> {
  const {child, ended} = startLse(args(), environment());
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!isOver && !(await isSo())) await new Promise((go) => setImmediate(go));
  child.kill('SIGKILL');
  return (await ended).code === -1;
}

const isThere = (...below: string[]): Promise<boolean> =>
  lstat(join(scratch, ...below)).then(
    () => true,
    () => false,
  );

async function draftSize(): Promise<number> {
  const drafts = (await readdir(archive).catch(() => [])).filter((name) => /^\.lse-archive-[0-9a-f]+$/.test(name));
  const [draft] = drafts;
  return draft === undefined ? 0 : (await readdir(join(archive, draft), {recursive: true}).catch(() => [])).length;
}

/** Moments of the work, one after the other. */
const MOMENTS: Readonly<Record<string, () => Promise<boolean>>> = {
  'the first file is copied': async () => (await draftSize()) > 0,
  'half of the files are copied': async () => (await draftSize()) > (DATES.length * FILES_A_DATE) / 2,
  'all files are copied': async () => (await draftSize()) >= DATES.length * FILES_A_DATE,
  'the archive has its name': () => isThere('archive', 'p'),
  'the first date is aside': () => isThere('data', 'p', '.lse-retired', DATES[0] as string),
  'the first date is gone': async () => !(await isThere('data', 'p', DATES[0] as string)),
  'the last date is gone': async () => !(await isThere('data', 'p', DATES.at(-1) as string)),
};

describe('retiring a project', () => {
  it.each(Object.keys(MOMENTS))(
    'loses nothing when it is killed as %s, and goes on when it is run again',
    async (name) => {
      let kills = 0;
      for (let tries = 0; kills < 2 && tries < 8; tries += 1) {
        await renew();
        const isKilled = await killedWhen(MOMENTS[name] as () => Promise<boolean>);
        kills += Number(isKilled);
        await expectNothingLost();
        const again = await spawnLse(args(), environment());
        expect(again).toMatchObject({code: 0, stderr: ''});
        await expectRetired();
        expect((await ledgerContents(join(scratch, 'ledger.db'))).acts.map(({kind}) => kind)).toEqual(['retired']);
      }
      expect(kills).toBeGreaterThan(0);
    },
    120_000,
  );

  it('leaves the tree alone, and no archive, where the disk takes no more', async () => {
    // Blocks of 512 bytes: enough for all files but those that are larger than a file may be then.
    const limited = await through('ulimit -f 256');
    expect(limited).toMatchObject({code: 1, stdout: ''});
    expect(limited.stderr).toContain(
      `Error: The archive ${archive} cannot be written (EFBIG); nothing was removed. Allow larger files, for example with: ulimit -f unlimited\n`,
    );
    expect(await expectNothingLost()).toBe('before');
    expect(await readdir(archive)).toEqual([]);
    expect(await spawnLse(args(), environment())).toMatchObject({code: 0, stderr: ''});
    await expectRetired();
  }, 60_000);

  it('keeps a file that changes while it is archived, and says so', async () => {
    const {child, ended} = startLse(args(), environment());
    while ((await draftSize()) === 0) await new Promise((go) => setImmediate(go));
    child.kill('SIGSTOP');
    await writeFile(join(data, 'p', DATES[0] as string, '0.json'), JSON.stringify(documentOf('0', {outputs: 'late'})));
    child.kill('SIGCONT');
    const {code, stdout, stderr} = await ended;
    expect({code, stdout}).toEqual({code: 1, stdout: ''});
    expect(stderr).toMatch(/0\.json .*changed meanwhile; nothing was archived or removed/);
    expect((await filesBelow(join(data, 'p'))).size).toBe(texts.size);
    expect(await readdir(archive)).toEqual([]);
  }, 60_000);

  it('is refused while another process does it', async () => {
    const {child, ended} = startLse(args(), environment());
    while ((await draftSize()) === 0) await new Promise((go) => setImmediate(go));
    child.kill('SIGSTOP');
    const second = await spawnLse(args(), environment());
    child.kill('SIGCONT');
    expect(second).toMatchObject({code: 1, stderr: expect.stringContaining('Another process archives this project')});
    expect((await ended).code).toBe(0);
    await expectRetired();
  }, 60_000);
});
