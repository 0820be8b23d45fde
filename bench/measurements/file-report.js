import {mkdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {compare} from '../comparison.js';
import {countsText, printedCounts, rangeOf} from '../printed-counts.js';
import {count} from '../quantity.js';
import {requireEqual, Skipped} from '../result.js';

/** @typedef {import('../context.js').Context} Context */

const ABOUT = 'A new process reads every file of one day of 5,000 records, without the cache.';
const CACHED = '.lse';
/** A file that was changed just now is not yet remembered by the cache. */
const SETTLED_MILLISECONDS = 2100;

/** @type {import('../context.js').Measurement[]} */
export const fileReportMeasurements = [
  {name: '1-file-report-duckdb', title: 'File report of a day, against DuckDB', run: againstDuckDb},
  {
    name: '2-file-report-cat',
    title: 'File report of a day, against cat',
    run: async (context) => againstCat(context, await context.data.day(), {days: 'a day', target: 2}),
  },
  {
    name: '2-file-report-cat-month',
    title: 'File report of 30 days, against cat',
    run: async (context) => againstCat(context, await context.data.month(), {days: '30 days', target: 1.6}),
  },
  {name: '3-file-report-again', title: 'File report of an unchanged day, again', run: again},
];

/** @param {Context} context @param {import('../trees.js').Tree} day */
function report({lse}, day) {
  return lse.fileReport('report', day.directory, ['report', 'zenrows-errors', '--date', day.first]);
}

/** @param {Context} context */
async function againstDuckDb(context) {
  if (!context.hasDuckDb) throw new Skipped('DuckDB could not be installed into bench/node_modules.');
  const day = await context.data.day();
  const program = join(context.root, 'bench', 'peers', 'duckdb-report.js');
  const title = 'File report of a day, against DuckDB';
  return compare(
    {
      title,
      about: `${ABOUT} DuckDB counts the same in one query over the same files, which stands in bench/peers/duckdb-report.js.`,
      what: report(context, day),
      against: [{label: 'DuckDB', argv: [process.execPath, program, day.directory, day.first]}],
      target: 0.6,
      agree: ([ours = '', theirs = '']) => {
        const counts = printedCounts(ours);
        requireEqual(title, [counts, [{date: day.first, ...JSON.parse(theirs)}]]);
        return `Both count ${countsText(counts)}.`;
      },
    },
    context,
  );
}

/** @param {Context} context @param {import('../trees.js').Tree} tree @param {{days: string, target: number}} size */
function againstCat(context, tree, {days, target}) {
  const title = `File report of ${days}, against cat`;
  const args = ['report', 'zenrows-errors', ...rangeOf(tree)];
  return compare(
    {
      title,
      about:
        `A new process reads every file of ${days}, ${count(tree.records)} records, without the cache. cat only moves the ` +
        'bytes; Node starts and does nothing.',
      what: context.lse.fileReport('report', tree.directory, args),
      against: [
        {label: 'cat', argv: ['sh', '-c', `find "$0" -name '*.json' -exec cat {} + > /dev/null`, tree.directory]},
        {label: 'node -e 0', argv: [process.execPath, '-e', '0']},
      ],
      combined: 'sum',
      target,
      agree: ([ours = '']) => {
        const counts = printedCounts(ours);
        const traces = counts.reduce((sum, {traces: ofDate}) => sum + ofDate, 0);
        requireEqual(title, [tree.records / 10, traces]);
        return `The report counts ${countsText(counts)}, as many traces as were generated; cat counts nothing.`;
      },
    },
    context,
  );
}

/** @param {Context} context */
async function again(context) {
  const {lse, scratch} = context;
  if (!lse.hasFlag(['report', 'zenrows-errors'], 'cache')) throw new Skipped('This lse has no cache of file reports.');
  const day = await context.data.day();
  await sleep(SETTLED_MILLISECONDS);
  const args = ['report', 'zenrows-errors', '--date', day.first, '--cache'];
  const env = {LSE_REPORT_BACKEND: 'file', LSE_DATA_DIR: day.directory};
  // The cache lies in the working directory, so each of the two has its own.
  const [warm, cold] = [join(scratch, 'warm'), join(scratch, 'cold')];
  for (const directory of [warm, cold]) mkdirSync(directory, {recursive: true});
  return compare(
    {
      title: 'File report of an unchanged day, again',
      about:
        'The second report reads the cache and looks at the entry of every file, to see that none has changed. ' +
        'Each of the two has a working directory of its own, and so a cache.',
      what: {...lse.command('again', args, env), cwd: warm},
      against: [
        {
          ...lse.command('first', args, env),
          cwd: cold,
          prepare: () => rmSync(join(cold, CACHED), {recursive: true, force: true}),
          prepared: 'the cache is deleted',
        },
      ],
      target: 0.35,
      agree: (outputs) => {
        requireEqual('again', outputs);
        return `Both print ${countsText(printedCounts(outputs[0] ?? ''))}.`;
      },
    },
    context,
  );
}
