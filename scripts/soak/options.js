import {parseArgs} from 'node:util';
import {emptyQuestions} from './actions/compare.js';
import {actions} from './actions/index.js';
import {contents} from './documents/document.js';
import {fileEdits, rowEdits} from './edits.js';
import {faults} from './faults/index.js';
import {ownProgram} from './process.js';

/**
 * @typedef {object} Options
 * @property {number} minutes
 * @property {number} steps Infinity: until the time is over
 * @property {string} seed
 * @property {number} limit seconds that a command may take at most
 * @property {boolean} withPostgres
 * @property {string} program what is run as lse
 * @property {boolean} isQuiet
 * @property {boolean} isVerbose
 * @property {boolean} isFuzz readers alone, without commands
 * @property {number} inputs of the fuzzing
 * @property {(name: string) => boolean} has
 * @property {string[]} given what a replay must repeat
 */

/** Everything that can be left out, by name. @returns {Map<string, string>} */
export function parts() {
  const named = (/** @type {Readonly<Record<string, {what: string}>>} */ edits) =>
    Object.entries(edits).map(([name, {what}]) => /** @type {const} */ ([name, what]));
  return new Map([
    ...faults.map(({name, what}) => /** @type {const} */ ([name, what])),
    ...Object.entries(contents),
    ...Object.entries(emptyQuestions),
    ...named(fileEdits),
    ...named(rowEdits),
    ...actions.map(({name}) => /** @type {const} */ ([name, `the command lse ${name}`])),
  ]);
}

export const usage = `Usage: npm run soak -- [options]

  --minutes N      how long, 10 unless given
  --steps N        how many steps at most
  --seed N         the same sequence of steps again; a random one unless given
  --limit N        seconds that a command may take before it counts as hanging, 90 unless given
  --without NAMES  leaves out faults, edits, contents or commands; may be repeated
  --only-faults NAMES  no other faults than these
  --no-faults      edits and commands alone
  --sqlite-only    without PostgreSQL
  --fuzz           instead of that, gives generated inputs to what reads files, settings and URLs
  --inputs N       how many, 1000000 unless given; --minutes bounds it, too
  --list           every name that --without takes
  --program FILE   another build instead of bin/run.js
  --verbose        names every step; --quiet: no progress
  --keep           keeps the directory even if all is well
`;

/** @param {string[]} args @returns {Options & {isList: boolean, isHelp: boolean, isKept: boolean}} */
export function parseOptions(args) {
  const {values} = parseArgs({
    args,
    options: {
      minutes: {type: 'string', default: '10'},
      steps: {type: 'string'},
      seed: {type: 'string'},
      limit: {type: 'string', default: '90'},
      without: {type: 'string', multiple: true, default: []},
      'only-faults': {type: 'string', multiple: true},
      'sqlite-only': {type: 'boolean', default: false},
      'no-faults': {type: 'boolean', default: false},
      fuzz: {type: 'boolean', default: false},
      inputs: {type: 'string', default: '1000000'},
      quiet: {type: 'boolean', default: false},
      verbose: {type: 'boolean', default: false},
      list: {type: 'boolean', default: false},
      keep: {type: 'boolean', default: false},
      program: {type: 'string', default: ownProgram},
      help: {type: 'boolean', default: false},
    },
  });
  const without = names(values.without);
  const only = values['only-faults'] === undefined ? null : names(values['only-faults']);
  const isFault = new Set(faults.map(({name}) => name));
  const has = (/** @type {string} */ name) => {
    if (without.has(name)) return false;
    return !isFault.has(name) || (!values['no-faults'] && (only === null || only.has(name)));
  };
  const seed = values.seed ?? String(Math.floor(Math.random() * 1e9));
  const repeated = args.filter(
    (arg, at) =>
      !/^--(seed|steps|minutes|keep|quiet)\b/.test(arg) && !/^--(seed|steps|minutes)$/.test(args[at - 1] ?? ''),
  );
  return {
    minutes: number('minutes', values.minutes),
    steps: values.steps === undefined ? Infinity : number('steps', values.steps),
    seed,
    limit: number('limit', values.limit),
    withPostgres: !values['sqlite-only'],
    program: values.program,
    isQuiet: values.quiet,
    isVerbose: values.verbose,
    isFuzz: values.fuzz,
    inputs: number('inputs', values.inputs),
    has,
    given: ['--seed', seed, ...repeated].map((arg) => (/\s/.test(arg) ? `'${arg}'` : arg)),
    isList: values.list,
    isHelp: values.help,
    isKept: values.keep,
  };
}

/** @param {readonly string[]} lists @returns {Set<string>} */
function names(lists) {
  const all = new Set(lists.flatMap((list) => list.split(',')).filter((name) => name !== ''));
  const known = parts();
  const unknown = [...all].filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`There is no ${unknown.join(', ')}; --list shows all names.`);
  return all;
}

/** @param {string} name @param {string} text */
function number(name, text) {
  const value = Number(text);
  if (text === '' || !Number.isFinite(value) || value < 0) throw new Error(`--${name} is no number: '${text}'`);
  return value;
}
