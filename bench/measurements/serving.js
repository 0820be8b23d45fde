import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {compare} from '../comparison.js';
import {countsText, printedCounts} from '../printed-counts.js';
import {requireEqual, Skipped} from '../result.js';

/** @typedef {import('../context.js').Context} Context */

/** @type {import('../context.js').Measurement[]} */
export const servingMeasurements = [
  {name: '17-shadow-printed', title: 'Report in shadow, until it is printed', run: shadowPrinted},
  {name: '17-shadow-prompt', title: 'Report in shadow, until the prompt is back', run: shadowPrompt},
  {name: '17-shadow-queue', title: 'Report whose question is written down, until the prompt is back', run: shadowQueue},
  {name: '18-live-printed', title: 'Report in live, until it is printed', run: livePrinted},
  {name: '18-live-prompt', title: 'Report in live, until the prompt is back', run: livePrompt},
];

/** A file that was changed just now is not yet remembered by the cache, and has no digest. */
const SETTLED_MILLISECONDS = 2100;

const ABOUT =
  'A day of 5,000 records, from files with their cache and from PostgreSQL, into which they were loaded. The ledger is a file of ' +
  'SQLite that every run adds to.';

/** @typedef {'file' | 'shadow' | 'queue' | 'live'} Stage */

/** @type {Record<Stage, Record<string, string>>} */
const STAGES = {
  file: {LSE_REPORT_BACKEND: 'file'},
  shadow: {LSE_REPORT_BACKEND: 'shadow', LSE_SHADOW_LIMIT: '1min'},
  queue: {LSE_REPORT_BACKEND: 'shadow', LSE_SHADOW: 'queue'},
  live: {LSE_REPORT_BACKEND: 'live', LSE_LIVE_LIMIT: '1min'},
};

/** @param {Context} context */
async function shadowPrinted(context) {
  return measure(context, 'Report in shadow, until it is printed', {stage: 'shadow', isPrinted: true, target: 1.1});
}

/** @param {Context} context */
async function shadowPrompt(context) {
  return measure(context, 'Report in shadow, until the prompt is back', {stage: 'shadow', isPrinted: false, target: 5});
}

/** @param {Context} context */
async function shadowQueue(context) {
  const title = 'Report whose question is written down, until the prompt is back';
  return measure(context, title, {stage: 'queue', isPrinted: false, target: 2});
}

/** @param {Context} context */
async function livePrinted(context) {
  return measure(context, 'Report in live, until it is printed', {stage: 'live', isPrinted: true, target: 3});
}

/** @param {Context} context */
async function livePrompt(context) {
  return measure(context, 'Report in live, until the prompt is back', {stage: 'live', isPrinted: false, target: 5});
}

/** @param {Context} context @param {string} title @param {{stage: Stage, isPrinted: boolean, target: number}} what */
async function measure(context, title, {stage, isPrinted, target}) {
  const {lse, data, databases, root, scratch} = context;
  if (!lse.hasFlag(['report', 'zenrows-errors'], 'strict')) throw new Skipped('This lse has no stages.');
  const day = await data.day();
  const url = await databases.postgres('day', day);
  await sleep(SETTLED_MILLISECONDS);
  const args = ['report', 'zenrows-errors', '--date', day.first, '--cache'];
  const command = (/** @type {Stage} */ name) => {
    const env = {
      ...STAGES[name],
      LSE_DATA_DIR: day.directory,
      LSE_DATABASE_URL: url,
      LSE_LEDGER: `sqlite:${join(scratch, 'ledger.db')}`,
      LSE_SHADOW_PER_MINUTE: '999999',
    };
    const plain = {...lse.command(name, args, env), cwd: scratch};
    if (!isPrinted) return plain;
    const program = join(root, 'bench', 'peers', 'until-printed.js');
    return {...plain, argv: [process.execPath, program, ...plain.argv], inner: true};
  };
  const printedBy = (/** @type {string} */ stdout) => (isPrinted ? JSON.parse(stdout).printed : stdout);
  return compare(
    {
      title,
      about: ABOUT,
      what: command(stage),
      against: [command('file')],
      target,
      agree: (outputs) => {
        const printed = outputs.map(printedBy);
        requireEqual(title, printed);
        return `Both print ${countsText(printedCounts(printed[0] ?? ''))}.`;
      },
    },
    context,
  );
}
