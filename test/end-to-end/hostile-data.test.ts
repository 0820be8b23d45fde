import {existsSync} from 'node:fs';
import {cp, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {spawnSync} from '../support/blocking-process.ts';
import {everyCommand} from '../support/commands.ts';
import {lse, type Outcome, spawnLse} from '../support/lse.ts';
import {createPostgresDatabase, type TestDatabase} from '../support/postgres.ts';
import {Roles} from '../support/roles.ts';
import {documentOf, failingDocument, writeTree} from '../support/trace-tree.ts';

// What is started as a program is bin/run.js from what was built last.

const DAY = '2025-09-13';
/** Drives a terminal, begins lines that are not ours, and turns text around. A file system takes it for a name. */
const HOSTILE =
  'x\u001b[31m\n!FORGED\r\u0007\b\t\u007f\u009b2J\u0085!FORGED\u2028!FORGED\u2029\u202e\u2066\u2069\u061c\u200e\u200f\u001b]0;t\u0007';
const RAW = /[\p{Control}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

let directory: string;
let postgres: TestDatabase;
let dataDir: string;
let role: string;
const roles = new Roles();
const home = process.cwd();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  postgres = await createPostgresDatabase('migrated');
  role = await roles.create(HOSTILE);
  dataDir = join(directory, `data ${HOSTILE}`);
  const trace = (n: number) => ({
    trace_id: `${HOSTILE} trace ${n}`,
    inputs: {crypto_symbol: `${HOSTILE} symbol`, url: `https://example.org/${HOSTILE}`},
    error: n % 2 === 0 ? HOSTILE : {[HOSTILE]: HOSTILE},
    start_time: HOSTILE,
    status: HOSTILE,
  });
  const [project, file] = [`project ${HOSTILE}`, (n: number) => `${n} ${HOSTILE}.json`];
  const id = (n: number) => `${HOSTILE} run ${n}`;
  await writeTree(dataDir, {
    [`${project}/${DAY}/${file(1)}`]: failingDocument(id(1), trace(1)),
    [`${project}/${DAY}/${file(2)}`]: failingDocument(id(2), trace(2)),
    [`${project}/${DAY}/${file(3)}`]: failingDocument(id(3), trace(3)),
    [`${project}/2024-09-13/${file(4)}`]: documentOf(id(4), trace(4)),
    [`${project}/${DAY}/${file(5)}`]: `{"${HOSTILE}`,
  });
  await symlink(tmpdir(), join(dataDir, `outside ${HOSTILE}`));
  const exported = (n: number) => ({...trace(n), id: id(n), session_name: project, start_time: `${DAY}T10:00:00`});
  await writeTree(directory, {
    exports: [1, 2]
      .map((n) => JSON.stringify(exported(n)))
      .concat(`{"${HOSTILE}`)
      .join('\n'),
  });
  for (const database of [sqlite(), postgres.url]) {
    await run(['db', 'migrate'], database);
    await run(['db', 'load'], database);
  }
  await cp(dataDir, join(directory, 'control'), {recursive: true, verbatimSymlinks: true});
  // What a comparison, a verification and a repair have to tell: changed, missing, extra and unreadable.
  await writeTree(join(directory, 'control'), {
    [`${project}/${DAY}/${file(1)}`]: failingDocument(id(1), {...trace(1), error: `other ${HOSTILE}`}),
    [`${project}/${DAY}/${file(2)}`]: `["${HOSTILE}`,
    [`${project}/${DAY}/${file(6)}`]: failingDocument(id(6), trace(6)),
  });
  await rm(join(directory, 'control', project, DAY, file(3)));
});

afterAll(async () => {
  await postgres.drop();
  await roles.drop();
  await rm(directory, {recursive: true});
});

const sqlite = (): string => `sqlite:${encodeURIComponent(`test ${HOSTILE}.db`)}`;

function run(args: readonly string[], database = sqlite(), environment = {}): Promise<Outcome> {
  return spawnLse(args, {LSE_DATA_DIR: dataDir, LSE_DATABASE_URL: database, ...environment}, directory);
}

/** The same in this process, which has to be in the directory. */
function runHere(args: readonly string[], database = sqlite(), environment = {}): Promise<Outcome> {
  return lse(args, {LSE_DATA_DIR: dataDir, LSE_DATABASE_URL: database, ...environment});
}

/** Neither stream holds a raw control character but the line feeds that end our lines, nor a line that is not ours. */
function expectTame({stdout, stderr}: Outcome): void {
  for (const line of [...stdout.split('\n'), ...stderr.split('\n')]) {
    expect(line).not.toMatch(RAW);
    // A text of XML keeps line feeds as they are; whoever reads it takes the tags for what they are.
    if (!stdout.startsWith('<?xml')) expect(line).not.toMatch(/^\s*!FORGED/);
  }
}

/** What every command is asked for beside what it needs; what it prints then is full of data. */
const VARIANTS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'report zenrows-errors': [[], ['--json'], ['--backend', 'db']],
  'report zenrows-detail': ['text', 'json'].flatMap((format) =>
    ['file', 'db'].flatMap((backend) => [
      ['--format', format, '--backend', backend],
      ['--format', format, '--backend', backend, '--no-mask'],
    ]),
  ),
  'report run': ['csv', 'json', 'text', 'markdown'].flatMap((format) =>
    ['file', 'db'].flatMap((backend) => [
      ['--format', format, '--backend', backend],
      ['--format', format, '--backend', backend, '--no-mask'],
    ]),
  ),
  init: [[], ['--data-dir', 'data'], ['--json', '--data-dir', 'data']],
  doctor: [[], ['--json']],
  status: [[], ['--json']],
  'report list': [[], ['--json'], ['--reports-dir', `reports ${HOSTILE}`]],
  'report check': [[], ['--reports-dir', `reports ${HOSTILE}`]],
  'report compare': ['text', 'json', 'markdown', 'html', 'junit'].flatMap((format) => [
    ['--format', format, '--all-projects', '--data-dir', 'control'],
    ['--format', format, '--data-dir', 'control', '--no-mask'],
  ]),
  'db verify': [
    ['--data-dir', 'control'],
    ['--data-dir', 'control', '--format', 'json'],
    ['--output', `out ${HOSTILE}`],
  ],
  pull: [[], ['--into', `x ${HOSTILE}`], ['--endpoint', `http://127.0.0.1:1/${HOSTILE}`]],
  'db migrate': [[], ['--json'], ['--adopt'], ['--adopt', '--dry-run', '--json']],
  'db load': [[], ['--json', '--reread'], ['--strict']],
  'db status': [[], ['--json']],
  'db repair': [
    ['--data-dir', 'control', '--prune', '--discard-unreadable'],
    ['--data-dir', 'control', '--json'],
    ['--data-dir', 'control'],
    ['--apply'],
  ],
  'db export': [
    ['--out', `exported ${HOSTILE}`],
    ['--out', `exported again ${HOSTILE}`, '--json'],
  ],
  'db prune': [[], ['--json']],
  import: [
    ['--out', `imported ${HOSTILE}`],
    ['--out', `imported again ${HOSTILE}`, '--json', '--strict'],
    ['--project', `project ${HOSTILE}`, '--dry-run'],
    ['--projects', `file ${HOSTILE}`],
  ],
  'db indexes create': [[], ['--json']],
  'db indexes drop': [[], ['--json']],
  'db access grant': [
    ['--others', 'cut'],
    ['--all-projects', '--json'],
  ],
  'db access list': [[], ['--json']],
  'rollout drain': [[], ['--most', '1']],
  // Without --apply: the history is still to be printed.
  'rollout forget': [[]],
  'rollout gate': [[], ['--json'], ['--dry-run', '--require', 'days=3'], ['--dry-run', '--json']],
  'rollout history': [[], ['--json'], ['--csv']],
  'rollout hold': [
    ['--reason', HOSTILE],
    ['--date', DAY, '--reason', HOSTILE],
  ],
  'rollout promote': [['--print'], ['--to', 'live'], ['--to', 'live', '--force', '--reason', HOSTILE]],
  'rollout rehearse': [[], ['--date', DAY]],
  'rollout release': [['--reason', HOSTILE], []],
  'rollout rollback': [['--print'], ['--reason', HOSTILE]],
  'rollout status': [[], ['--json'], ['--format', 'prometheus']],
  'rollout audit': [
    ['--archive', `archive ${HOSTILE}`],
    ['--seed', HOSTILE],
  ],
  'rollout retire': [[], ['--apply']],
  'db access revoke': [['--project', `nowhere ${HOSTILE}`], [], ['--json']],
};

/** What a variant is added to. */
function wordsOf(name: string, args: readonly string[], variant: readonly string[]): string[] {
  if (name === 'db access grant' && !variant.includes('--all-projects')) {
    return [...name.split(' '), role, '--project', `project ${HOSTILE}`];
  }
  if (name === 'db access grant' || name === 'db access revoke') return [...name.split(' '), role];
  if (name === 'rollout audit' || name === 'rollout retire') {
    return [...name.split(' '), `project ${HOSTILE}`, '--archive', `archive ${HOSTILE}`];
  }
  if (name === 'pull') return [name, '--project', `project ${HOSTILE}`, '--date', DAY];
  if (name === 'import') return [...args];
  // The variants say all that goes with the project.
  if (args.includes('my-project')) return [...name.split(' '), `project ${HOSTILE}`];
  return variant.includes('--out') ? name.split(' ') : [...args];
}

describe.each(['sqlite', 'postgres'])('hostile data of %s', (kind) => {
  beforeAll(() => process.chdir(directory));
  afterAll(() => process.chdir(home));

  it.each(everyCommand)('reaches no terminal raw: %s', async (name, args) => {
    const variants = VARIANTS[name];
    if (variants === undefined) throw new Error(`${name} has no variants here; let it print as much data as it can.`);
    for (const [at, variant] of variants.entries()) {
      // Each command once as a program of its own, whose streams are real; in what it is asked for besides, here.
      const isProgram = at === 0 && kind === 'sqlite';
      const outcome = await (isProgram ? run : runHere)(
        [...wordsOf(name, args, variant), ...variant],
        kind === 'sqlite' ? sqlite() : postgres.url,
        // What the comparisons leave there the commands of a rollout tell.
        {LSE_LEDGER: `sqlite:${encodeURIComponent(`ledger ${HOSTILE}.db`)}`},
      );
      expectTame(outcome);
      expect(`${name} ${outcome.stderr}`).not.toContain('unforeseen');
      const allowed: Readonly<Record<string, readonly number[]>> = {'rollout gate': [0, 1, 3], 'rollout audit': [2]};
      expect(allowed[name] ?? [0, 1]).toContain(outcome.code);
      const isRefused = kind === 'sqlite' && name.startsWith('db access');
      if (!isRefused && (variant.includes('--json') || variant.includes('json'))) JSON.parse(outcome.stdout);
      await rm(join(directory, `exported ${HOSTILE}`), {recursive: true, force: true});
      await rm(join(directory, `exported again ${HOSTILE}`), {recursive: true, force: true});
      for (const out of ['imported', 'imported again'])
        await rm(join(directory, `${out} ${HOSTILE}`), {recursive: true, force: true});
    }
  });
});

describe('what is told of hostile data', () => {
  it('is there, as escapes', async () => {
    const detail = await run(['report', 'zenrows-detail', '--date', DAY]);
    expect(detail.stdout.match(/x\\u001b\[31m\\u000a!FORGED\\u000d/g)?.length).toBeGreaterThan(5);
    expect(detail.stderr).toMatch(/^Warning: project x\\u001b\[31m\\u000a.* is unreadable/m);
    const repair = await run(['db', 'repair', '--data-dir', 'control']);
    expect(repair.stdout).toMatch(/^ {2}write +changed +project x\\u001b\[31m\\u000a.* run 1 from 1 x\\u001b/m);
    const json = JSON.parse((await run(['db', 'repair', '--data-dir', 'control', '--json'])).stdout);
    expect(json.steps[0].key.project).toBe(`project ${HOSTILE}`);
  });
});

describe('hostile usage', () => {
  beforeAll(() => process.chdir(directory));
  afterAll(() => process.chdir(home));

  const FLAGS = [
    'date',
    'project',
    'format',
    'backend',
    'database-url',
    'data-dir',
    'output',
    'out',
    'before',
    'blamed',
  ];
  const more = ['waivers', 'control', 'candidate', 'report', 'from'];

  it.each(everyCommand)('is quoted tamely by %s', async (name, args) => {
    const words = name.split(' ');
    for (const wrong of [
      [HOSTILE],
      [`--${HOSTILE}`],
      ['--no-such', HOSTILE],
      ...[...FLAGS, ...more].map((flag) => [`--${flag}`, HOSTILE]),
    ]) {
      expectTame(await runHere([...words, ...wrong]));
    }
    expectTame(await runHere([...args, '--project', HOSTILE, '--date', DAY]));
  });

  it('is quoted tamely where there is no command', async () => {
    for (const args of [
      [HOSTILE],
      ['report', HOSTILE],
      ['db', 'indexes', HOSTILE],
      [`--${HOSTILE}`],
      [HOSTILE, '--help'],
    ]) {
      const outcome = await runHere(args);
      expectTame(outcome);
      expect(outcome).toMatchObject({stdout: '', code: 1});
    }
  });

  it('is quoted tamely from the environment, .env, waivers and blamed files', async () => {
    const variables = ['DATABASE_URL', 'REPORT_BACKEND', 'MAX_FILE_BYTES', 'CACHE', 'DATA_DIR', HOSTILE].map(
      (key) => `LSE_${key}`,
    );
    for (const key of variables) {
      for (const args of [
        ['db', 'status'],
        ['report', 'zenrows-errors', '--date', DAY],
      ]) {
        expectTame(await runHere(args, sqlite(), {[key]: HOSTILE}));
      }
    }
    const urls = [
      `postgres://${encodeURIComponent(HOSTILE)}@127.0.0.1:1/d`,
      `postgres://u@127.0.0.1:1/${HOSTILE}`,
      `${HOSTILE}://x`,
    ];
    for (const url of urls) expectTame(await runHere(['db', 'status'], url));
    const elsewhere = join(directory, 'elsewhere');
    await writeTree(elsewhere, {'.env': `LSE_\u001b[31m\u009b=1\nLSE_CACHE="${HOSTILE}"\n`});
    expectTame(await spawnLse(['db', 'status'], {}, elsewhere));
    const file = join(directory, `file ${HOSTILE}`);
    for (const text of [
      `[{"${HOSTILE}": 1}]`,
      JSON.stringify([{owner: HOSTILE, reason: 1}]),
      JSON.stringify({kind: HOSTILE}),
    ]) {
      await writeFile(file, text);
      expectTame(await runHere(['report', 'compare', '--date', DAY, '--waivers', file]));
      expectTame(await runHere(['db', 'repair', '--blamed', file]));
    }
  });

  it('is quoted tamely in the stack of LSE_DEBUG', async () => {
    expectTame(await runHere(['report', 'zenrows-errors', '--date', HOSTILE], sqlite(), {LSE_DEBUG: '1'}));
  });
});

// What `script` of util-linux is for: a terminal.
const onTerminal = process.platform === 'linux' && existsSync('/usr/bin/script') ? it : it.skip;

describe('a terminal', () => {
  onTerminal('gets no escape sequences but those of our colours', () => {
    const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
    const env = {...process.env, LSE_DATA_DIR: 'control', LSE_DATABASE_URL: sqlite(), NO_COLOR: '', TERM: 'xterm'};
    for (const args of ['db verify', `report compare --date ${DAY} --all-projects`, 'db --help', 'db verify --help']) {
      const command = `'${process.execPath}' '${program}' ${args} 2> /dev/null`;
      const {stdout} = spawnSync('script', ['-qec', command, '/dev/null'], {cwd: directory, env});
      if (!args.endsWith('--help')) expect(stdout).toMatch(/\u001b\[31m/);
      const rest = stdout.replaceAll(/\u001b\[(?:0|1|22|31|32|33|39)m/g, '').replaceAll('\r\n', '\n');
      expectTame({code: 0, stdout: rest, stderr: ''});
    }
  });
});
