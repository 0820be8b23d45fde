import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {ensureInstalled, root, step} from './installation.js';

/**
 * `npm run usage` writes the commands' own definitions into docs/commands.md; with `-- --check` it only says whether they are
 * there already, and exits with 1 if they are not. The check reads `dist`, so a build comes before it.
 */
const PAGE = `${root}docs/commands.md`;
const START = '<!-- commands -->';
const END = '<!-- commandsstop -->';

const isCheck = process.argv.includes('--check');
ensureInstalled();
if (!isCheck) step('Build', 'npm', ['run', '--silent', 'build']);

const page = readFileSync(PAGE, 'utf8');
const current = replaceCommands(page, commandsOf());
if (current === page) process.stdout.write('The commands in docs/commands.md are up to date.\n');
else if (isCheck) {
  process.stderr.write(
    'Error: The commands in docs/commands.md are out of date. Write them anew with: npm run usage\n',
  );
  process.exitCode = 1;
} else {
  writeFileSync(PAGE, current);
  process.stdout.write('Wrote the commands into docs/commands.md.\n');
}

/** What `oclif readme` makes of the commands. A scratch file, so that a check changes nothing. */
function commandsOf() {
  const directory = mkdtempSync(join(tmpdir(), 'lse-usage-'));
  const scratch = join(directory, 'README.md');
  try {
    writeFileSync(scratch, `${START}\n${END}\n`);
    // Links to the source would name a repository and a version; the version check would ask the registry. The terminal
    // that happens to be there decides neither about widths nor about colours.
    const args = ['readme', '--readme-path', scratch, '--no-aliases', '--no-source-links'];
    const {status, stdout, stderr} = spawnSync(process.execPath, ['node_modules/oclif/bin/run.js', ...args], {
      cwd: root,
      encoding: 'utf8',
      env: {
        ...process.env,
        OCLIF_SKIP_NEW_VERSION_CHECK: 'true',
        OCLIF_COLUMNS: '120',
        COLUMNS: '120',
        FORCE_COLOR: '0',
      },
    });
    if (status !== 0) throw new Error(`oclif readme failed.\n${stdout}${stderr}`);
    const commands = between(readFileSync(scratch, 'utf8'));
    if (!commands.includes('## ')) throw new Error('oclif found no commands. Build them with: npm run build');
    return commands;
  } finally {
    rmSync(directory, {recursive: true, force: true});
  }
}

/** @param {string} text */
function between(text) {
  const [, rest] = text.split(START);
  const [inside, after] = rest?.split(END) ?? [];
  if (inside === undefined || after === undefined) throw new Error(`docs/commands.md lacks ${START} or ${END}.`);
  return inside;
}

/** @param {string} text @param {string} commands */
function replaceCommands(text, commands) {
  return text.replace(`${START}${between(text)}${END}`, () => `${START}${commands}${END}`);
}
