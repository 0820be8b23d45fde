import {readFileSync, writeFileSync} from 'node:fs';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {runSql} from '../run-sql.js';

/** What is cut stays as long as it was. */
const CUT = '…';

/** Two columns that are as wide as the latencies of this run were. */
const LATENCIES = /^(.*\S) +(Control|-|… \/ … ms) +(Candidate|-|… \/ … ms) {2}(?=\S)/gm;

/**
 * @typedef {{stdout: string, stderr: string, code: number}} Outcome
 * @typedef {(args: string[], variables: Record<string, string>) => Outcome | Promise<Outcome>} RunLse
 */

/**
 * Runs every command of a document in a directory, and puts what each says in the place of what stands there. A block that begins with
 * `$ lse` is a command, or several; `$ sql` is run on the database, and `$ cat FILE` shows a file. A block of YAML becomes the
 * rollout file. Output whose last line is `…` is cut there. A comment, `<!-- $ lse … -->`, runs unseen.
 *
 * Shortened so that a document does not change with every run: times are those of one day, durations and latencies are `…`, digests and
 * ids of runs are cut.
 *
 * @param {string} text
 * @param {string} directory with the tree, in `data`
 * @param {RunLse} runLse runs lse in that directory
 */
export async function filledDocument(text, directory, runLse) {
  const filled = [];
  for (const part of text.split(/^(```[a-z]*\n[\s\S]*?^```$|<!-- \$ .* -->$)/m)) {
    if (part.startsWith('<!-- $ ')) await outputOf(part.slice('<!-- $ '.length, -' -->'.length), directory, runLse);
    filled.push(part.startsWith('```') ? await filledBlock(part, directory, runLse) : part);
  }
  return filled.join('');
}

/**
 * @param {string} block
 * @param {string} directory
 * @param {RunLse} runLse
 */
async function filledBlock(block, directory, runLse) {
  const [fence = '', ...lines] = block.split('\n').slice(0, -1);
  if (fence === '```yaml') writeFileSync(join(directory, 'lse.rollout.yaml'), `${lines.join('\n')}\n`);
  if (!/^\$ (?:lse|LSE_\S*=|sql|cat|for) ?/.test(lines[0] ?? '')) return block;
  const examples = block
    .slice(fence.length + 1, -'```'.length)
    .split(/^(?=\$ )/m)
    .map((example) => example.trimEnd().split('\n'));
  const outputs = [];
  for (const [command = '', ...shown] of examples) {
    const output = shortened(await outputOf(command.slice('$ '.length), directory, runLse), directory);
    outputs.push(`${command}\n${shown.at(-1) === CUT ? cut(output, shown.length - 1) : output}`);
  }
  return `${fence}\n${outputs.join('\n')}\`\`\``;
}

/**
 * @param {string} output
 * @param {number} lines
 */
function cut(output, lines) {
  return `${output.split('\n').slice(0, lines).join('\n')}\n${CUT}\n`;
}

/**
 * @param {string} command
 * @param {string} directory
 * @param {RunLse} runLse
 */
async function outputOf(command, directory, runLse) {
  if (command.startsWith('cat ')) return readFileSync(join(directory, command.slice('cat '.length)), 'utf8');
  if (command.startsWith('sql ')) {
    await runSql(join(directory, '.lse/lse.db'), command.slice('sql '.length));
    return '';
  }
  const loop = /^for date in (\S+) to (\S+): (.*)$/.exec(command);
  if (loop === null) return textOf(command, runLse);
  const [, from = '', to = '', each = ''] = loop;
  const outputs = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000) {
    outputs.push(await textOf(each.replace('DATE', new Date(at).toISOString().slice(0, 10)), runLse));
  }
  return `${outputs.slice(0, 1).join('')}${CUT}\n${outputs.slice(-1).join('')}`;
}

/**
 * @param {string} command
 * @param {RunLse} runLse
 */
async function textOf(command, runLse) {
  const assigned = [...command.matchAll(/(?:^|\s)(LSE_[A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name, value]);
  const [, line = ''] = /(?:^|\s)lse (.*)$/.exec(command) ?? [];
  const args = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const {stdout, stderr, code} = await runLse(args, Object.fromEntries(assigned));
  return `${stdout}${stderr}${code === 0 ? '' : `(exit code ${code})\n`}`;
}

/**
 * @param {string} text
 * @param {string} directory
 */
function shortened(text, directory) {
  return text
    .replaceAll(directory, '/home/me/project')
    .replaceAll(` by ${userInfo().username}`, ' by me')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '2025-09-15T10:00:00.000Z')
    .replaceAll(new RegExp(new Date().toISOString().slice(0, 10), 'g'), '2025-09-15')
    .replaceAll(/[A-Za-z0-9+/]{43}=/g, (digest) => `${digest.slice(0, 8)}…`)
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, (id) => `${id.slice(0, 8)}…`)
    .replaceAll(/\b[0-9.]+ ([KMG]iB|ms)\b/g, '… $1')
    .replaceAll(/\d+ \/ … ms/g, '… / … ms')
    .replaceAll(
      LATENCIES,
      (_, before, control, candidate) => `${before}  ${control.padStart(9)}  ${candidate.padStart(9)}  `,
    )
    .replaceAll(/[0-9.]+ times, over (\d+ pairs?)/g, (found, pairs) => `… times, over ${pairs}`.padEnd(found.length));
}
