import {readFileSync} from 'node:fs';
import {cp, readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {withConnection} from '../../src/backends/db/sqlite/driver.ts';
import {FakeLangSmith, KEY, servedRun} from '../support/fake-langsmith.ts';
import {createForeignDatabase, type ForeignDatabase, type ForeignRow} from '../support/foreign-database.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const page = readFileSync(at('docs/importing.md'), 'utf8');

/** Every command of the page, in a block or in the table of what people have; not how all of them are written. */
const commands = [
  ...new Set([...page.matchAll(/(?:^ {4}|\| `)(lse [^`\n[]*?)(?:`.*)?$/gm)].map(([, line = '']) => line)),
];

/** What the page calls things, and where a sample of each lies. */
const SAMPLES: Readonly<Record<string, string>> = {
  exports: 'runs/source',
  traces: 'cli/source/traces',
  'operations.jsonl': 'operations/source/lines.jsonl',
  'failed-traces': 'operations/source',
  '0199421a-f5a0-7000-8000-00000000abcd.json': 'ui/source/0199421a-f5a0-7000-8000-00000000abcd.json',
  'bulk-export': 'parquet/source/exports',
  'names.json': 'parquet/projects.json',
  'projects.json': 'parquet/projects.json',
  'spans.jsonl': 'otlp/source/langsmith.jsonl',
  archives: 'older-tool/source/archives',
};
const TREE = 'fixtures/imports/documents/expected';
const THEIRS = 'postgres://reader@db.example.org/app';
const COLUMNS = '(project text, run_date text, run_id text, trace_id text, data text)';

let theirs: ForeignDatabase;
let server: FakeLangSmith;

beforeAll(async () => {
  theirs = await createForeignDatabase('postgres');
  await theirs.execute(`create table langsmith_runs ${COLUMNS}`);
  await theirs.insert('langsmith_runs', await rows());
  server = await FakeLangSmith.start();
  server.project('my-project', [servedRun(1, '2025-09-13T10:00:00Z')]);
});

afterAll(async () => {
  await theirs.drop();
  await server.stop();
});

/** The tree as another program keeps it. */
async function rows(): Promise<ForeignRow[]> {
  const directory = at(`${TREE}/my-project/2025-09-13`);
  return (await readdir(directory)).map((name) => {
    const data = JSON.parse(readFileSync(join(directory, name), 'utf8'));
    const {id, trace_id} = data.trace;
    return {project: 'my-project', run_date: '2025-09-13', run_id: id, trace_id, data};
  });
}

/** Runs a command where everything is that the page speaks of. */
function run(command: string): Promise<Outcome> {
  return withTemporaryDirectory(async (directory) => {
    for (const [name, sample] of Object.entries(SAMPLES)) {
      await cp(at(`fixtures/imports/${sample}`), join(directory, name), {recursive: true});
    }
    const tree = command.startsWith('lse import data ') ? 'fixtures/imports/older-tool/source/data' : TREE;
    await cp(at(tree), join(directory, 'data'), {recursive: true});
    for (const path of ['exports/runs.db', 'theirs.db']) await writeTable(join(directory, path));
    const words = command.split(' ').slice(1);
    const args = words.map((word) => word.replaceAll("'", '').replace(THEIRS, theirs.url));
    const before = process.cwd();
    process.chdir(directory);
    try {
      return await lse(args, {
        LANGSMITH_API_KEY: KEY,
        LANGSMITH_ENDPOINT: server.url,
        LSE_DATABASE_URL: command.includes('--adopt')
          ? 'sqlite:theirs.db'
          : `${theirs.url}?table=public.langsmith_runs`,
      });
    } finally {
      process.chdir(before);
    }
  });
}

async function writeTable(path: string): Promise<void> {
  await withConnection(path, 'create', async (connection) => {
    await connection.execute(`create table runs ${COLUMNS}`);
    for (const {project, run_date, run_id, trace_id, data} of await rows()) {
      const values = [project, run_date, run_id, trace_id, JSON.stringify(data)];
      await connection.run('insert into runs values (?, ?, ?, ?, ?)', values);
    }
  });
}

describe('the page on importing', () => {
  it('has commands for everything that people have', () => {
    expect(commands.length).toBeGreaterThan(16);
    const imported = commands.filter((command) => command.startsWith('lse import ')).join(' ');
    expect(Object.keys(SAMPLES).filter((name) => !imported.includes(name))).toEqual([]);
    expect(page.match(/^lse .*$/gm)).toBeNull();
  });

  it.each(commands)('shows a command that works: %s', async (command) => {
    const outcome = await run(command);
    expect(outcome).toMatchObject({code: 0, stdout: expect.stringMatching(/./)});
    if (/^lse (?:import|pull) /.test(command)) expect(outcome.stdout).toMatch(/^Taken: +[1-9]/m);
  });
});
