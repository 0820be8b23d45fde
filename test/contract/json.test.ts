import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {Ajv2020, type ValidateFunction} from 'ajv/dist/2020.js';
import trouble from '../../bin/trouble.js';
import {onOneServer} from '../support/citus.ts';
import {everyCommand} from '../support/commands.ts';
import {loadConfig, lse} from '../support/lse.ts';
import {createPostgresDatabase, type TestDatabase} from '../support/postgres.ts';
import {Roles} from '../support/roles.ts';
import {failingDocument, writeTree} from '../support/trace-tree.ts';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));
const DAY = '2025-09-13';

/** What one command prints has one schema; the acts of a rollout share one. */
const SHARED: Readonly<Record<string, string>> = {
  'report compare': 'comparison',
  'rollout audit': 'comparison',
  'db verify': 'verification',
  ...Object.fromEntries(
    ['hold', 'release', 'rehearse', 'forget', 'promote', 'rollback'].map((name) => [
      `rollout ${name}`,
      'schemas/rollout-act',
    ]),
  ),
};

function schemaOf(name: string): string {
  return `${SHARED[name] ?? `schemas/${name.replaceAll(' ', '-')}`}.schema.json`;
}

const compiled = new Map<string, ValidateFunction>();

async function faults(schema: string, text: string): Promise<string[]> {
  let validate = compiled.get(schema);
  if (validate === undefined) {
    const content = JSON.parse(await readFile(`${docs}${schema}`, 'utf8'));
    validate = new Ajv2020({allErrors: true, strict: true, allowUnionTypes: true}).compile(content);
    compiled.set(schema, validate);
  }
  validate(JSON.parse(text));
  return (validate.errors ?? []).map(
    ({instancePath, message, params}) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

let directory: string;
let postgres: TestDatabase;
let role: string;
const roles = new Roles();
const before = process.cwd();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  process.chdir(directory);
  const run = {id: 'x', status: 'success', session_name: 'imported', start_time: `${DAY}T10:00:00`};
  await writeTree(directory, {
    [`data/p/${DAY}/a.json`]: failingDocument('a'),
    [`data/p/${DAY}/b.json`]: '{',
    [`data/q/${DAY}/a.json`]: failingDocument('a'),
    exports: `${JSON.stringify(run)}\n`,
  });
  await mkdir('reports');
  await writeFile('reports/wrong.yaml', 'lse: 1\nname: wrong\n');
  postgres = await createPostgresDatabase('migrated');
  role = await roles.create('json');
});

afterAll(async () => {
  process.chdir(before);
  await postgres.drop();
  await roles.drop();
  await rm(directory, {recursive: true});
});

const environment = {LSE_LEDGER: 'file', LSE_DATABASE_URL: '', LSE_DATA_DIR: 'data'};

const run = (args: readonly string[], more: Readonly<Record<string, string>> = {}): ReturnType<typeof lse> =>
  lse([...args, '--json'], {...environment, LSE_DATABASE_URL: 'sqlite:.lse/lse.db', ...more});

/** In an order in which each finds what it needs. */
const RUNS: readonly (readonly [name: string, args: readonly string[], code?: number])[] = [
  ['version', []],
  ['init', ['--yes', '--print']],
  ['db migrate', []],
  ['db migrate', ['--adopt', '--dry-run']],
  ['db load', []],
  ['doctor', []],
  ['doctor', ['--database-url', 'nonsense'], 1],
  ['status', []],
  ['db status', []],
  ['report zenrows-errors', ['--date', DAY]],
  ['report zenrows-detail', ['--date', DAY]],
  ['report run', ['errors-by-step', '--date', DAY]],
  ['report list', []],
  ['report check', [], 1],
  ['report compare', ['--date', DAY, '--project', 'q']],
  ['report zenrows-errors', ['--date', DAY, '--backend', 'shadow', '--project', 'q']],
  ['db verify', []],
  ['db indexes drop', []],
  ['db indexes create', []],
  ['db export', ['--out', 'exported']],
  ['import', ['exports', '--dry-run']],
  ['import', ['exports', '--out', 'imported']],
  ['rollout hold', ['p', '--reason', 'a test']],
  ['rollout hold', ['p', '--reason', 'a test', '--from', DAY, '--to', DAY]],
  ['rollout status', []],
  ['rollout release', ['p']],
  ['rollout gate', ['p', '--to', 'live'], 1],
  ['rollout gate', ['q', '--dry-run', '--require', 'days=3']],
  ['rollout promote', ['q', '--print']],
  ['rollout promote', ['q', '--to', 'shadow', '--force', '--reason', 'a test']],
  ['rollout status', []],
  ['status', []],
  ['rollout rollback', ['q', '--print']],
  ['rollout rollback', ['q']],
  ['rollout rehearse', ['q']],
  ['rollout drain', []],
  ['rollout history', []],
  ['rollout forget', ['p']],
  ['rollout forget', ['p', '--apply']],
  ['db repair', ['--prune']],
  ['db prune', ['--before', DAY]],
  ['db prune', ['--before', '2025-09-14', '--project', 'p', '--apply']],
  ['db repair', ['--apply']],
];

describe('what --json prints', () => {
  it('is described by a schema, for every command', async () => {
    const {findCommand} = await loadConfig().then((config) => ({findCommand: config.findCommand.bind(config)}));
    for (const [name] of everyCommand) {
      expect([name, Object.keys(findCommand(name.replaceAll(' ', ':'))?.flags ?? {})]).toEqual([
        name,
        expect.arrayContaining(['json']),
      ]);
      expect([name, JSON.parse(await readFile(`${docs}${schemaOf(name)}`, 'utf8')).$schema]).toEqual([
        name,
        expect.any(String),
      ]);
    }
  });

  // One test: each needs what those before it made.
  it('is one document, as its schema says', async () => {
    const wrong = [];
    for (const [name, args, code = 0] of RUNS) {
      const outcome = await run([...name.split(' '), ...args]);
      if (outcome.code !== code) wrong.push([name, args, outcome.code, outcome.stderr]);
      else wrong.push(...(await faults(schemaOf(name), outcome.stdout)).map((fault) => [name, args, fault]));
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  // A cluster refuses access by project.
  onOneServer(it)('is one document of roles, which PostgreSQL alone has', async () => {
    const url = {LSE_DATABASE_URL: postgres.url};
    for (const [name, args] of [
      ['db access list', []],
      ['db access grant', [role, '--project', 'p', '--others', 'keep']],
      ['db access list', []],
      ['db access revoke', [role]],
      ['db status', []],
    ] as const) {
      const outcome = await run([...name.split(' '), ...args], url);
      expect([name, outcome.code, await faults(schemaOf(name), outcome.stdout)]).toEqual([name, 0, []]);
    }
  });

  it('is the end of a move, too', async () => {
    const archive = ['q', '--archive', 'archive'];
    await run(['db', 'load', '--project', 'q']);
    await run(['rollout', 'promote', 'q', '--to', 'complete', '--force', '--reason', 'a test']);
    for (const [name, args] of [
      ['rollout retire', archive],
      ['rollout retire', [...archive, '--apply']],
      ['rollout audit', archive],
    ] as const) {
      const outcome = await run([...name.split(' '), ...args]);
      expect([name, outcome.code, outcome.stderr]).toEqual([name, 0, expect.any(String)]);
      expect([name, await faults(schemaOf(name), outcome.stdout)]).toEqual([name, []]);
    }
  });
});

describe('an error under --json', () => {
  it.each(everyCommand)('is one on stdout of %s, with the exit code as ever', async (name, args) => {
    for (const wrong of [['--nope'], ['--database-url', 'nonsense']]) {
      const isTaken =
        wrong[0] === '--nope' || !['doctor', 'import', 'pull', 'init', 'report list', 'report check'].includes(name);
      if (!isTaken) continue;
      const outcome = await run([...args, ...wrong]);
      expect(outcome.code).toBe(trouble.troubleCode(args));
      expect([wrong, await faults('schemas/error.schema.json', outcome.stdout)]).toEqual([wrong, []]);
      const {error} = JSON.parse(outcome.stdout);
      expect(outcome.stderr).toContain(`Error: ${error.message} ${error.hint}\n`);
    }
  });

  it('is one of --format json, too, and none of a text', async () => {
    const args = ['report', 'zenrows-detail', '--date', '2025-13-01'];
    expect(JSON.parse((await lse([...args, '--format', 'json'])).stdout).error.code).toBe('LSE_USAGE');
    expect((await lse(args)).stdout).toBe('');
    expect((await lse([...args, '--format', 'text'])).stdout).toBe('');
  });

  it('comes not behind a document', async () => {
    await writeFile(join(directory, 'none.jsonl'), '');
    const {code, stdout, stderr} = await run(['import', 'none.jsonl', '--out', 'nothing']);
    expect({code, found: JSON.parse(stdout).found}).toEqual({code: 1, found: 0});
    expect(stderr).toContain('Error: No run was imported');
  });
});
