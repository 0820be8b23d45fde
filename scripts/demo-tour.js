import {spawnSync} from 'node:child_process';
import {cpSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout} from 'node:timers/promises';
import {pathToFileURL} from 'node:url';
import {root} from './installation.js';
import {runSql} from './run-sql.js';

const PROGRAM = join(root, 'bin', 'run.js');
/** What is loaded sooner after a change of the files leaves no note of itself, and what is compared then is no evidence. */
const SETTLED_MILLISECONDS = 2100;

/** Of a comparison: its verdict, and what the records of each pattern have in common, without their examples. */
const VERDICT_AND_PATTERNS = /** @type {const} */ ([
  [0, 1],
  [5, 7],
  [8, 9],
]);

/** @typedef {'heading' | 'command' | 'output'} Kind of a line */

/**
 * The whole way of a small clean tree, fixtures/story: both reports, a database that answers the same, damage that is explained and
 * repaired, and a shadow run. Every command is printed and is what runs; of what it prints some lines are shown.
 *
 * @param {string} directory an empty one, which keeps what is made
 * @param {(line: string, kind: Kind) => void} write
 * @param {Promise<unknown>} [ready] what must be done before the first command
 * @throws Error when a command ends otherwise than it should
 */
export async function tour(directory, write, ready = Promise.resolve()) {
  cpSync(join(root, 'fixtures', 'story'), join(directory, 'data'), {recursive: true});
  await Promise.all([ready, setTimeout(SETTLED_MILLISECONDS)]);
  const say = (/** @type {string} */ heading) => write(`== ${heading}`, 'heading');

  say('36 made-up runs of two projects lie in tmp/demo/data. Two reports, from the files');
  lse('report zenrows-errors --from 2025-09-13 --to 2025-09-15');
  lse('report zenrows-detail --date 2025-09-13', {lines: [[3, 6]]});
  say('The same from a database, here SQLite');
  lse('db migrate', {lines: []});
  lse('db load', {lines: [[1, 2]]});
  lse('report compare --all-dates', {lines: [[0, 1]]});
  say('Another program deletes one row and changes another');
  await sql("delete from runs where run_id like 'b8ad3431-%'");
  await sql(
    "update runs set data = json_set(data, '$.trace.child_runs[0].status', 'success') where run_id like 'f8343cb3-%'",
  );
  lse('report compare --all-dates --output - --output parity.html', {lines: VERDICT_AND_PATTERNS, code: 1});
  lse('db repair --apply', {lines: [[-1]]});
  lse('report compare --all-dates', {lines: [[0, 1]]});
  say('A project moves step by step. In shadow the files answer, and the database is compared with them');
  lse('rollout promote price-watch', {lines: []});
  lse('report zenrows-errors --project price-watch --date 2025-09-13 --backend auto', {lines: [[-1]]});
  lse('rollout gate price-watch', {lines: [[0, 1]], code: 3});
  say('What was different, as a page, and then your own');
  write(pathToFileURL(join(directory, 'parity.html')).href, 'output');
  write(`$ lse init   # lse is: node ${PROGRAM}`, 'command');

  /**
   * @param {string} line the arguments, without quotes
   * @param {{lines?: readonly (readonly [from: number, end?: number])[], code?: number}} [options] the lines to show, as `slice`
   * counts them, all if that is not said; and the exit code
   */
  function lse(line, {lines = [[0]], code = 0} = {}) {
    write(`$ lse ${line}`, 'command');
    const others = Object.entries(process.env).filter(([name]) => !name.startsWith('LSE_'));
    const {status, stdout, stderr} = spawnSync(process.execPath, [PROGRAM, ...line.split(' ')], {
      cwd: directory,
      encoding: 'utf8',
      // A busy machine is not to be taken for a slow database.
      env: {...Object.fromEntries(others), LSE_SHADOW_LIMIT: '60s'},
    });
    if (status !== code) throw new Error(`lse ${line} ended with ${status} in place of ${code}.\n${stdout}${stderr}`);
    const printed = stdout.trimEnd().split('\n');
    const shown = lines.flatMap(([from, end]) => printed.slice(from, end));
    for (const [index, text] of shown.entries()) {
      const isCut = index === shown.length - 1 && text !== printed.at(-1);
      write(isCut ? `${text} …` : text, 'output');
    }
  }

  /** @param {string} statement */
  async function sql(statement) {
    write(`$ sql ${statement}`, 'command');
    await runSql(join(directory, '.lse', 'lse.db'), statement);
  }
}
