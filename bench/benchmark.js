import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {root} from '../scripts/installation.js';
import {withPostgres} from '../scripts/postgres-server.js';
import {Data} from './data.js';
import {Databases} from './databases.js';
import {Journal} from './journal.js';
import {Lse} from './lse.js';
import {machineFacts} from './machine.js';
import {measurements} from './measurements/index.js';
import {installPeers} from './peers.js';
import {usageNotice} from './process.js';
import {checkRegressions} from './regression/check.js';
import {watchedShape} from './regression/watched.js';
import {resultLines} from './report.js';
import {Skipped} from './result.js';
import {commandWriter} from './shown-command.js';
import {Trees} from './trees.js';
import {writeResults} from './written-results.js';

/**
 * @typedef {import('./options.js').Options} Options
 * @typedef {import('./context.js').Context} Context
 * @typedef {import('./context.js').Measurement} Measurement
 * @typedef {import('./result.js').Result | import('./result.js').SkippedResult} AnyResult
 */

/** Makes the measurements that were asked for, one after the other, and writes the results. @param {Options} options */
export async function benchmark(options) {
  const chosen = measurements.filter((measurement) => isChosen(measurement, options.only));
  if (chosen.length === 0) throw new Error(`No measurement contains '${options.only.join("', '")}'. Try --list.`);
  if (options.list) {
    for (const {name, title} of chosen) process.stdout.write(`${name.padEnd(34)} ${title}\n`);
    return;
  }
  // Real paths, so that they are found again in the commands that are shown.
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'lse-bench-')));
  process.once('exit', () => rmSync(scratch, {recursive: true, force: true}));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
  if (options.check || options.record) return withPostgres((server) => checkAll(options, {server, scratch}));
  const duckDb = installPeers();
  await withPostgres((server) => measureAll(chosen, options, {server, scratch, duckDb}));
}

/** @param {Measurement} measurement @param {readonly string[]} only */
function isChosen({name, title}, only) {
  const text = `${name} ${title}`.toLowerCase();
  return only.length === 0 || only.some((part) => text.includes(part.toLowerCase()));
}

/**
 * @param {readonly Measurement[]} chosen
 * @param {Options} options
 * @param {{server: string, scratch: string, duckDb: string | null}} surroundings
 */
async function measureAll(chosen, options, {server, scratch, duckDb}) {
  const {quick, runs: rounds, keep} = options;
  const dataDirectory = madeDirectory(keep === null ? join(scratch, 'data') : resolve(keep));
  const journal = new Journal();
  const lse = new Lse(root, madeDirectory(join(scratch, 'working-directory')));
  const databases = new Databases(server, lse, madeDirectory(join(scratch, 'sqlite')), journal);
  const facts = await machineFacts(root, server, {rounds, quick, duckDb: duckDb ?? 'not installed'});
  const notices = usageNotice === null ? [] : [usageNotice];
  for (const line of [...facts.map((fact) => fact.join(': ')), ...notices]) journal.say(line);
  const show = commandWriter({root, data: dataDirectory, scratch, databases});
  /** @type {AnyResult[]} */
  const results = [];
  const write = (/** @type {Options} */ how, say = (/** @type {string} */ text) => journal.say(text)) =>
    writeResults(root, how, {facts, notices, results, data: journal.commands.map(show)}, say);
  try {
    // An hour of measuring is worth keeping however it ends, but not in the place of what a whole run found.
    const keepSoFar = () => write({...options, out: options.out ?? join(root, 'tmp', 'bench')}, () => {});
    await measureEach(chosen, results, keepSoFar, {
      quick,
      rounds,
      root,
      scratch,
      lse,
      data: new Data(new Trees(root, dataDirectory, journal), quick),
      databases,
      hasDuckDb: duckDb !== null,
      hasPsql: spawnSync('psql', ['--version'], {stdio: 'ignore'}).status === 0,
      show,
      journal,
    });
    write(options);
  } finally {
    await databases.close();
  }
}

/** @param {Options} options @param {{server: string, scratch: string}} surroundings */
async function checkAll({quick, runs, keep, record, against}, {server, scratch}) {
  const journal = new Journal();
  const buildOf = (/** @type {string} */ directory, /** @type {string} */ name) => {
    if (!existsSync(join(directory, 'dist'))) throw new Error(`${directory} is not built. Run there: npm run build`);
    const lse = new Lse(directory, madeDirectory(join(scratch, name)));
    return {lse, databases: new Databases(server, lse, madeDirectory(join(scratch, `${name}-sqlite`)), journal)};
  };
  const current = buildOf(root, 'current');
  const release = against === null ? null : buildOf(resolve(against), 'release');
  const data = madeDirectory(keep === null ? join(scratch, 'data') : resolve(keep));
  try {
    const tree = await new Data(new Trees(root, data, journal), quick).tree('regression', watchedShape(quick));
    const what = {tree, current, release, rounds: runs, root, isRecording: record};
    process.exitCode = await checkRegressions(what, (text) => journal.say(text));
  } finally {
    await current.databases.close();
    await release?.databases.close();
  }
}

/**
 * @param {readonly Measurement[]} chosen
 * @param {AnyResult[]} results are added
 * @param {() => void} keepSoFar
 * @param {Context} context
 */
async function measureEach(chosen, results, keepSoFar, context) {
  for (const {name, title, run} of chosen) {
    context.journal.say(`== ${name}: ${title}`);
    const result = await run(context).catch((/** @type {unknown} */ error) => {
      // Everything else ends the benchmark: wrong answers and failing commands must not be measured.
      if (error instanceof Skipped) return {title, skipped: error.message};
      throw error;
    });
    results.push(result);
    keepSoFar();
    for (const line of resultLines(result)) process.stdout.write(`${line}\n`);
  }
}

/** @param {string} path */
function madeDirectory(path) {
  mkdirSync(path, {recursive: true});
  return realpathSync(path);
}
