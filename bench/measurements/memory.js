import {cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {MANY_DATE} from '../many-runs.js';
import {MOST_BYTES, memoryVerdict} from '../memory-verdict.js';
import {rangeOf} from '../printed-counts.js';
import {runCommand, usageNotice} from '../process.js';
import * as quantity from '../quantity.js';
import {Skipped} from '../result.js';

/**
 * @typedef {import('../context.js').Context} Context
 * @typedef {import('../process.js').Command} Command
 * @typedef {{label: string, args: string[], env?: Record<string, string>, prepare?: () => Promise<void>, prepared?: string}} Entry
 */

/** @type {import('../context.js').Measurement[]} */
export const memoryMeasurements = [
  {name: '13-memory', title: 'Peak memory of every command', run: everyCommand},
  {name: '14-memory-large', title: 'Peak memory by the largest document', run: largeDocuments},
];

/** Sizes of documents on average, in MB. */
const LARGE = [4, 16, 60];
/** Documents of up to 4 MB may take the first; for larger ones there is the second and five times the largest. */
const MOST_SMALL_BYTES = 4_000_000;
const BASE_BYTES = 150_000_000;
const TIMES = 5;

/** @param {number} bytes of the largest document */
function limitFor(bytes) {
  return bytes <= MOST_SMALL_BYTES ? MOST_BYTES : BASE_BYTES + TIMES * bytes;
}

/** @param {Context} context @returns {Promise<import('../result.js').Result>} */
async function largeDocuments(context) {
  if (usageNotice !== null) throw new Skipped(usageNotice);
  const {lse, data, databases, scratch} = context;
  /** @type {{label: string, command: Command, seconds: number, peakBytes: number, limit: number}[]} */
  const measured = [];
  for (const megabytes of LARGE) {
    const tree = await data.large(megabytes);
    const largest = largestFile(tree.directory);
    const differing = differingTree(tree.directory, scratch);
    for (const kind of /** @type {const} */ (['postgres', 'sqlite'])) {
      const database = `large_${megabytes}`;
      const url = kind === 'sqlite' ? databases.sqliteUrl(database) : databases.postgresUrl(database);
      const env = {LSE_DATA_DIR: tree.directory, LSE_DATABASE_URL: url, LSE_MAX_FILE_BYTES: '200000000'};
      if (kind === 'postgres') await databases.barePostgres(database);
      else rmSync(url.slice('sqlite:'.length), {force: true});
      await runCommand(context.lse.command('db migrate', ['db', 'migrate'], env));
      const name = `${kind === 'sqlite' ? 'SQLite' : 'PostgreSQL'}, ${quantity.megabytes(largest)}`;
      const out = join(mkdtempSync(join(scratch, 'large-')), 'tree');
      const onDate = ['report', 'compare', '--date', tree.first];
      /** @type {{args: string[], differs?: boolean}[]} */
      const asked = [
        ['db', 'load'],
        ['db', 'load', '--reread'],
        ['db', 'verify'],
        ['db', 'repair'],
        ['db', 'status'],
        onDate,
        ['report', 'zenrows-detail', '--date', tree.first, '--backend', 'db'],
        ['report', 'zenrows-detail', '--date', tree.first],
        ['db', 'export', '--out', out],
        ['db', 'prune', '--before', '2025-12-01'],
      ].map((args) => ({args}));
      // Documents that differ must be looked at once more, to say where.
      const compared = [['db', 'verify'], onDate].map((args) => ({args, differs: true}));
      const repaired = [{args: ['db', 'repair'], differs: true}];
      for (const {args, differs = false} of [...asked, ...compared, ...repaired]) {
        const words = args.filter((arg) => !/[-/]/.test(arg) || arg.startsWith('--re')).join(' ');
        const label = `${words}${differs ? ', documents that differ' : ''}, ${name}`;
        context.journal.say(label);
        const own = differs ? {...env, LSE_DATA_DIR: differing} : env;
        const command = {...lse.command(label, args, own), code: differs && args[1] !== 'repair' ? 1 : 0};
        const {seconds, peakBytes} = await runCommand(command);
        measured.push({label, command, seconds, peakBytes: peakBytes ?? 0, limit: limitFor(largest)});
      }
      rmSync(out, {recursive: true, force: true});
    }
    rmSync(differing, {recursive: true, force: true});
  }
  const rows = measured.map(({label, seconds, peakBytes, limit}) => [
    label,
    quantity.seconds(seconds),
    quantity.megabytes(peakBytes),
    quantity.megabytes(limit),
  ]);
  const worst = measured.reduce((most, one) => (one.peakBytes / one.limit > most.peakBytes / most.limit ? one : most));
  return {
    title: 'Peak memory by the largest document',
    about: 'Each command once, on a day of three or four documents; the label says how large the largest is.',
    agreed: 'Every command ended with exit code 0, and with 1 if the documents differ.',
    commands: measured.map(({command}) => context.show(command)),
    tables: [{caption: null, head: ['Command', 'Time', 'Peak memory', 'Target'], rows}],
    verdicts: [
      {
        what: `Furthest from its target: ${worst.label}`,
        found: quantity.megabytes(worst.peakBytes),
        target: `≤ ${quantity.megabytes(worst.limit)}`,
        isMet: worst.peakBytes <= worst.limit,
      },
    ],
    plots: [],
    notes: [],
    samples: measured.map(({label, seconds, peakBytes, limit}) => ({label, seconds, peakBytes, limit})),
  };
}

/**
 * A copy of a tree in which the own run of each document fails, so that reports differ as well.
 *
 * @param {string} directory @param {string} scratch
 */
function differingTree(directory, scratch) {
  const copy = join(mkdtempSync(join(scratch, 'differing-')), 'tree');
  cpSync(directory, copy, {recursive: true});
  for (const file of filesOf(copy)) {
    const bytes = readFileSync(file);
    const head = bytes.toString('latin1', 0, HEAD_BYTES);
    const failing = head
      .replace(/"name": ?"[^"]*"/, '"name":"zenrows_scraper"')
      .replace(/"status": ?"[^"]*"/, '"status":"error"');
    if (failing === head) throw new Error(`No own run in the first ${HEAD_BYTES} bytes of ${file}.`);
    writeFileSync(file, Buffer.concat([Buffer.from(failing, 'latin1'), bytes.subarray(HEAD_BYTES)]));
  }
  return copy;
}

/** Name and status of the own run stand within as many. */
const HEAD_BYTES = 1000;

/** @param {string} directory */
function largestFile(directory) {
  return Math.max(...filesOf(directory).map((file) => statSync(file).size));
}

/** @param {string} directory @returns {string[]} */
function filesOf(directory) {
  const files = readdirSync(directory, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile());
  return files.map((file) => join(file.parentPath ?? file.path, file.name));
}

/** @param {Context} context @returns {Promise<import('../result.js').Result>} */
async function everyCommand(context) {
  if (usageNotice !== null) throw new Skipped(usageNotice);
  /** @type {{label: string, command: Command, seconds: number, peakBytes: number}[]} */
  const measured = [];
  /** @type {string[]} */
  const missing = [];
  for (const {label, args, env = {}, prepare, prepared} of await entries(context)) {
    const words = args.slice(
      0,
      args.findIndex((arg) => arg.startsWith('-')),
    );
    if (words.length > 0 && !context.lse.has(words)) {
      missing.push(label);
      continue;
    }
    context.journal.say(label);
    const command = {
      ...context.lse.command(label, args, env),
      ...(prepare && {prepare}),
      ...(prepared && {prepared}),
    };
    const run = await runCommand(command);
    measured.push({label, command, seconds: run.seconds, peakBytes: run.peakBytes ?? 0});
  }
  const most = measured.reduce((largest, one) => (one.peakBytes > largest.peakBytes ? one : largest));
  const rows = measured.map(({label, seconds, peakBytes}) => [
    label,
    quantity.seconds(seconds),
    quantity.megabytes(peakBytes),
  ]);
  return {
    title: 'Peak memory of every command',
    about: 'Each command once, on the largest data that it is meant for: mostly the 30 days, 3 GB of documents.',
    agreed: 'Every command ended with exit code 0.',
    commands: measured.map(({command}) => context.show(command)),
    tables: [{caption: null, head: ['Command', 'Time', 'Peak memory'], rows}],
    verdicts: [memoryVerdict(`Most memory: ${most.label}`, most.peakBytes)],
    plots: [],
    notes: missing.map((label) => `This lse has no command for '${label}'.`),
    samples: measured.map(({label, seconds, peakBytes}) => ({label, seconds, peakBytes})),
  };
}

/** @param {Context} context @returns {Promise<Entry[]>} */
async function entries({lse, data, databases, scratch}) {
  const [month, day] = [await data.month(), await data.day()];
  const many = await databases.manyRuns(data.manyRuns);
  const range = rangeOf(month);
  const files = {LSE_DATA_DIR: month.directory};
  const noCache = lse.hasFlag(['report', 'zenrows-errors'], 'cache') ? ['--no-cache'] : [];
  const errors = ['report', 'zenrows-errors', ...range];
  const detail = ['report', 'zenrows-detail', '--date', month.first];
  const defined = ['report', 'run', 'errors-by-step', ...range];
  const compared = (/** @type {string} */ report) => ['report', 'compare', ...range, '--report', report];
  /** @type {Entry[]} */
  const entries = [
    {label: 'lse --version', args: ['--version']},
    {label: 'zenrows-errors, files', args: [...errors, ...noCache], env: files},
    {label: 'zenrows-detail, files, one day', args: [...detail, ...noCache], env: files},
    {label: 'errors-by-step, files', args: [...defined, ...noCache], env: files},
    {label: 'latency-by-step, files', args: ['report', 'run', 'latency-by-step', ...range, ...noCache], env: files},
    {
      label: 'zenrows-detail, PostgreSQL, the day of very many runs',
      args: ['report', 'zenrows-detail', '--date', MANY_DATE, '--backend', 'db'],
      env: {LSE_DATABASE_URL: many},
    },
  ];
  for (const kind of /** @type {const} */ (['postgres', 'sqlite'])) {
    const name = kind === 'sqlite' ? 'SQLite' : 'PostgreSQL';
    const url = await databases[kind]('month', month);
    const fresh = kind === 'sqlite' ? databases.sqliteUrl('fresh') : databases.postgresUrl('fresh');
    const env = {...files, LSE_DATABASE_URL: url};
    const make = async () => {
      if (kind === 'postgres') await databases.barePostgres('fresh');
    };
    const out = join(mkdtempSync(join(scratch, 'export-')), 'tree');
    entries.push(
      {label: `zenrows-errors, ${name}`, args: [...errors, '--backend', 'db'], env},
      {label: `zenrows-detail, ${name}, one day`, args: [...detail, '--backend', 'db'], env},
      {label: `errors-by-step, ${name}`, args: [...defined, '--backend', 'db'], env},
      {label: `status, ${name}`, args: ['status', '--json'], env},
      {label: `doctor, ${name}`, args: ['doctor', '--json'], env},
      {label: `db migrate, ${name}`, args: ['db', 'migrate'], env: {LSE_DATABASE_URL: fresh}, prepare: make},
      {
        label: `db load, ${name}, one day, empty database`,
        args: ['db', 'load', '--data-dir', day.directory],
        env: {LSE_DATABASE_URL: fresh},
      },
      {label: `db load, ${name}, again`, args: ['db', 'load', ...range], env},
      {label: `db status, ${name}`, args: ['db', 'status', '--json'], env},
      {label: `db verify, ${name}`, args: ['db', 'verify', ...range], env},
      {label: `db verify --deep, ${name}`, args: ['db', 'verify', ...range, '--deep'], env},
      {label: `db verify --changed, ${name}`, args: ['db', 'verify', ...range, '--changed'], env},
      {label: `db repair, ${name}, nothing to do`, args: ['db', 'repair', ...range], env},
      {
        label: `report compare, ${name}, one day, both reports`,
        args: ['report', 'compare', '--date', month.first],
        env,
      },
      {label: `report compare, ${name}, 30 days, zenrows-errors`, args: compared('zenrows-errors'), env},
      {label: `report compare, ${name}, 30 days, errors-by-step`, args: compared('errors-by-step'), env},
      {label: `db export, ${name}`, args: ['db', 'export', '--out', out], env},
      {
        label: `db prune, ${name}, only saying`,
        args: ['db', 'prune', '--before', month.last],
        env,
        prepare: async () => rmSync(out, {recursive: true, force: true}),
        prepared: 'what was exported is deleted',
      },
      {label: `db indexes drop, ${name}`, args: ['db', 'indexes', 'drop', '--json'], env: {LSE_DATABASE_URL: fresh}},
      {
        label: `db indexes create, ${name}`,
        args: ['db', 'indexes', 'create', '--json'],
        env: {LSE_DATABASE_URL: fresh},
      },
    );
  }
  return entries;
}
