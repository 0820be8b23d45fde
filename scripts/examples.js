import {spawnSync} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout} from 'node:timers/promises';
import {filledDocument} from './examples/filled-document.js';
import {root} from './installation.js';

/**
 * `npm run examples`: runs the commands of the documents with the program that was built last, each document on a tree of its own, and
 * writes what they say into it. With names of documents behind it: those alone.
 */
const DOCUMENTS = {
  'README.md': copyStory,
  'docs/comparing.md': copyStory,
  'docs/migration-guide.md': generateTree,
};
/** What is loaded sooner after a change of the files leaves no note of itself. */
const SETTLED_MILLISECONDS = 2100;

const named = process.argv.slice(2);
for (const [document, makeTree] of Object.entries(DOCUMENTS)) {
  if (named.length > 0 && !named.includes(document)) continue;
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'lse-examples-')));
  try {
    makeTree(directory);
    await setTimeout(SETTLED_MILLISECONDS);
    const path = join(root, document);
    const run = (/** @type {string[]} */ args, /** @type {Record<string, string>} */ variables) =>
      runLse(directory, args, variables);
    writeFileSync(path, await filledDocument(readFileSync(path, 'utf8'), directory, run));
  } finally {
    rmSync(directory, {recursive: true, force: true});
  }
}

/** @param {string} directory */
function copyStory(directory) {
  cpSync(join(root, 'fixtures', 'story'), join(directory, 'data'), {recursive: true});
}

/**
 * Two weeks, as a move needs them.
 *
 * @param {string} directory
 */
function generateTree(directory) {
  const tree = '--days 14 --first-date 2025-09-01 --projects 2 --traces 28 --runs 3 --bytes 500'.split(' ');
  const args = [join(root, 'fixtures', 'generate.js'), '--out', 'data', ...tree];
  const {status, stderr} = spawnSync(process.execPath, args, {cwd: directory});
  if (status !== 0) throw new Error(`The tree could not be made: ${stderr}`);
  mkdirSync(join(directory, '.lse'));
}

/**
 * @param {string} directory
 * @param {string[]} args
 * @param {Record<string, string>} variables
 */
function runLse(directory, args, variables) {
  const {PATH, HOME} = process.env;
  const {stdout, stderr, status} = spawnSync(process.execPath, [join(root, 'bin', 'run.js'), ...args], {
    cwd: directory,
    encoding: 'utf8',
    // A busy machine is not to be taken for a slow database.
    env: {
      PATH,
      HOME,
      LSE_REPORT_BACKEND: 'auto',
      LSE_SHADOW_LIMIT: '60s',
      LSE_LIVE_LIMIT: '60s',
      ...variables,
    },
  });
  return {stdout, stderr, code: status ?? -1};
}
