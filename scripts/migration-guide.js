import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir, userInfo} from 'node:os';
import {join} from 'node:path';
import {setTimeout} from 'node:timers/promises';
import {root} from './installation.js';
import {runSql} from './run-sql.js';

/**
 * `node scripts/migration-guide.js`: runs every command of docs/migration-guide.md with the program that was built last, on a tree of
 * made-up runs, and writes what each of them says into the guide. A block that begins with `$ lse` is a command, or several; one that
 * begins with `$ sql` is run on the database; `$ cat FILE` shows a file. A block of YAML becomes the rollout file.
 *
 * Shortened so that the guide does not change with every run: times are those of one day, durations and latencies are `…`, digests and
 * ids of runs are cut.
 */
const GUIDE = `${root}docs/migration-guide.md`;
const PROGRAM = `${root}bin/run.js`;
const TREE = [
  '--days',
  '14',
  '--first-date',
  '2025-09-01',
  '--projects',
  '2',
  '--traces',
  '28',
  '--runs',
  '3',
  '--bytes',
  '500',
];
/** What is loaded sooner after a change of the files leaves no note of itself. */
const SETTLED_MILLISECONDS = 2100;

const directory = mkdtempSync(join(tmpdir(), 'lse-guide-'));
try {
  const generated = spawnSync(process.execPath, [`${root}fixtures/generate.js`, '--out', 'data', ...TREE], {
    cwd: directory,
  });
  if (generated.status !== 0) throw new Error(`The tree could not be made: ${generated.stderr}`);
  mkdirSync(join(directory, '.lse'));
  await setTimeout(SETTLED_MILLISECONDS);
  const text = readFileSync(GUIDE, 'utf8');
  const parts = text.split(/^(```[a-z]*\n[\s\S]*?^```$)/m);
  const filled = [];
  for (const part of parts) filled.push(part.startsWith('```') ? await filledBlock(part) : part);
  writeFileSync(GUIDE, filled.join(''));
} finally {
  rmSync(directory, {recursive: true, force: true});
}

/** @param {string} block */
async function filledBlock(block) {
  const [fence = '', ...lines] = block.split('\n').slice(0, -1);
  if (fence === '```yaml') writeFileSync(join(directory, 'lse.rollout.yaml'), `${lines.join('\n')}\n`);
  const commands = lines.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2));
  if (commands.length === 0) return block;
  const outputs = [];
  for (const command of commands) outputs.push(`$ ${command}\n${shortened(await outputOf(command))}`);
  return `${fence}\n${outputs.join('\n')}\`\`\``;
}

/** @param {string} command */
async function outputOf(command) {
  if (command.startsWith('cat ')) return readFileSync(join(directory, command.slice('cat '.length)), 'utf8');
  if (command.startsWith('sql ')) {
    await runSql(join(directory, '.lse/lse.db'), command.slice('sql '.length));
    return '';
  }
  const loop = /^for date in (\S+) to (\S+): (.*)$/.exec(command);
  if (loop === null) return runLse(command);
  const [, from = '', to = '', each = ''] = loop;
  const outputs = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000) {
    outputs.push(runLse(each.replace('DATE', new Date(at).toISOString().slice(0, 10))));
  }
  return `${outputs.slice(0, 1).join('')}…\n${outputs.slice(-1).join('')}`;
}

/** @param {string} command */
function runLse(command) {
  const assigned = [...command.matchAll(/(?:^|\s)(LSE_[A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name, value]);
  const [, line = ''] = /(?:^|\s)lse (.*)$/.exec(command) ?? [];
  const args = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const {PATH, HOME} = process.env;
  const {stdout, stderr, status} = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd: directory,
    encoding: 'utf8',
    // A busy machine is not to be taken for a slow database.
    env: {
      PATH,
      HOME,
      LSE_REPORT_BACKEND: 'auto',
      LSE_SHADOW_LIMIT: '60s',
      LSE_LIVE_LIMIT: '60s',
      ...Object.fromEntries(assigned),
    },
  });
  return `${stdout}${stderr}${status === 0 ? '' : `(exit code ${status})\n`}`;
}

/** @param {string} text */
function shortened(text) {
  return text
    .replaceAll(directory, '/home/me/project')
    .replaceAll(` by ${userInfo().username}`, ' by me')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '2025-09-15T10:00:00.000Z')
    .replaceAll(new RegExp(new Date().toISOString().slice(0, 10), 'g'), '2025-09-15')
    .replaceAll(/[A-Za-z0-9+/]{43}=/g, (digest) => `${digest.slice(0, 8)}…`)
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, (id) => `${id.slice(0, 8)}…`)
    .replaceAll(/\b[0-9.]+ ms/g, '… ms')
    .replaceAll(/\d+ \/ … ms/g, '… / … ms')
    .replaceAll(/[0-9.]+ times, over (\d+ pairs?)/g, (found, pairs) => `… times, over ${pairs}`.padEnd(found.length));
}
