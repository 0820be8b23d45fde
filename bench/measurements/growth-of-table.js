import {withClient} from '../databases.js';
import {manyRunsSql, RUNS_OF_FAILURE, RUNS_OF_TRACE} from '../many-runs.js';
import {memoryVerdict} from '../memory-verdict.js';
import {linePlot} from '../plot.js';
import {countsText, printedCounts, rangeOf} from '../printed-counts.js';
import {runCommand, usageNotice} from '../process.js';
import * as quantity from '../quantity.js';
import {requireEqual, Skipped} from '../result.js';
import {interleave} from '../rounds.js';
import {median} from '../statistics.js';
import {dayAfter} from '../trees.js';

/**
 * A month of one project whose days hold ever more runs. The rows of 29 dates are written by SQL. Those of the last date come
 * from files, by `db load`: what reads files goes from date to date, so one date of them shows what the rows around it cost.
 *
 * @typedef {import('../context.js').Context} Context
 * @typedef {import('../process.js').Command} Command
 * @typedef {import('../process.js').Run} Run
 * @typedef {import('../trees.js').Tree} Tree
 * @typedef {{rows: number, url: string, tree: Tree, load: Run}} Month `tree`: the files of its last date; `load`: how these came in
 * @typedef {{name: string, runs: Run[][]}} Row the runs of one command, by month
 */

const [FIRST, DAYS] = ['2025-12-01', 30];
const LAST = dayAfter(FIRST, DAYS - 1);
const AFTER = dayAfter(FIRST, 31);
const ROWS = [100_000, 1_000_000, 10_000_000];
const QUICK_ROWS = [3_000, 6_000, 12_000];
/** What is not measured and is asked for. */
const BEYOND = 100_000_000;
const MOST_TIMES_THE_LINE = 1.3;

/** @type {import('../context.js').Measurement[]} */
export const growthOfTableMeasurements = [
  {name: '22-growth-table', title: 'Growth of a month to 10,000,000 runs', run: measure},
];

/** @param {Context} context @returns {Promise<import('../result.js').Result>} */
async function measure(context) {
  if (usageNotice !== null) throw new Skipped(usageNotice);
  /** @type {Month[]} */
  const months = [];
  for (const rows of context.quick ? QUICK_ROWS : ROWS) months.push(await monthOf(context, rows));
  const commands = months.map((month) => commandsOf(context, month));
  const {runs, checked} = await interleave(commands.flat(), Math.min(3, context.rounds), async (warmUps) => {
    const texts = [];
    for (const [at, month] of months.entries()) {
      const ofMonth = warmUps.slice(at * COMMANDS, (at + 1) * COMMANDS).map(({stdout}) => stdout);
      texts.push(`${quantity.count(month.rows)} rows: ${await agreed(context, month, ofMonth)}`);
    }
    return texts.join('; ');
  });
  const prunes = [];
  for (const month of months) prunes.push(await pruneOf(context, month));
  const often = NAMES.map((name, command) => ({
    name,
    runs: months.map((_, month) => runs[month * COMMANDS + command] ?? []),
  }));
  const once = [
    {name: 'db load of the last date, once', runs: months.map(({load}) => [load])},
    {name: 'db prune of the month, once', runs: prunes.map((run) => [run])},
  ];
  return result(context, months, [...often, ...once], {checked, commands: commands.flat()});
}

/** @param {Context} context @param {Month[]} months @param {Row[]} rows
 * @param {{checked: string, commands: Command[]}} made @returns {import('../result.js').Result} */
function result(context, months, rows, {checked, commands}) {
  const title = 'Growth of a month to 10,000,000 runs';
  const sizes = months.map((month) => month.rows);
  const lines = rows.map(({name, runs}) => {
    const times = runs.map((ofMonth) => median(ofMonth.map(({seconds}) => seconds)));
    const peak = Math.max(...runs.flat().map(({peakBytes}) => peakBytes ?? 0));
    const predicted = onLine(sizes, times, Number(sizes.at(-1)));
    const bend = Number(times.at(-1)) / predicted;
    return {name, times, peak, predicted, bend, beyond: onLine(sizes.slice(1), times.slice(1), BEYOND)};
  });
  const furthest = lines.reduce((most, line) => (line.bend > most.bend ? line : most));
  const largest = lines.reduce((most, line) => (line.peak > most.peak ? line : most));
  return {
    title,
    about:
      `One project, ${DAYS} dates, small documents, PostgreSQL. Rows of ${DAYS - 1} dates are written by SQL, those of the last come from files of 3.5 KB by db load. ` +
      'What is expected of the largest is the line through the two smaller ones.',
    agreed: checked,
    commands: commands.map((command) => context.show(command)),
    tables: [
      {
        caption:
          'Medians; what changes the data is run once. The last column goes on along the line through the two largest, and is not measured.',
        head: [
          '',
          ...sizes.map((size) => `${quantity.count(size)} rows`),
          'Expected of the largest',
          'Found / expected',
          'Peak memory',
          `${quantity.count(BEYOND)} rows`,
        ],
        rows: lines.map(({name, times, predicted, bend, peak, beyond}) => [
          name,
          ...times.map(quantity.seconds),
          quantity.seconds(predicted),
          quantity.ratio(bend),
          quantity.megabytes(peak),
          quantity.seconds(beyond),
        ]),
      },
    ],
    verdicts: [
      {
        what: `What bends most: ${furthest.name}, found / expected`,
        time: `${quantity.seconds(Number(furthest.times.at(-1)))} / ${quantity.seconds(furthest.predicted)}`,
        found: quantity.ratio(furthest.bend),
        target: `≤ ${MOST_TIMES_THE_LINE}`,
        isMet: furthest.bend <= MOST_TIMES_THE_LINE,
      },
      memoryVerdict(`Peak memory, largest: ${largest.name}`, largest.peak),
    ],
    plots: [
      {
        name: 'growth-table',
        title,
        svg: linePlot({
          title,
          x: 'million rows of the month',
          y: 's',
          isDoubling: false,
          lines: lines
            .slice(0, 4)
            .map(({name, times}) => ({name, points: sizes.map((size, at) => [size / 1e6, Number(times[at])])})),
        }),
      },
    ],
    notes: [],
    samples: rows.map(({name, runs}) => ({
      name,
      runs: runs.map((ofMonth) => ofMonth.map(({seconds, peakBytes}) => ({seconds, peakBytes}))),
    })),
  };
}

/** Seconds at `size`, on the line through the first two; a line that falls is noise, and goes on level. @param {number[]} sizes @param {number[]} times @param {number} size */
function onLine([n0 = 0, n1 = 0], [t0 = 0, t1 = 0], size) {
  return t1 + (Math.max(0, t1 - t0) / (n1 - n0)) * (size - n1);
}

/** @param {Context} context @param {number} rows @returns {Promise<Month>} */
async function monthOf({lse, data, databases, journal}, rows) {
  const tracesOfDay = Math.round(rows / DAYS / RUNS_OF_TRACE);
  const tree = await data.tree(`table-${rows}`, {first: LAST, tracesOfProject: tracesOfDay, bytes: 1000});
  const url = await databases.copyPostgres('empty', `table_${rows}`);
  journal.say(`Writing ${rows} rows into PostgreSQL`);
  await withClient(url, async (client) => {
    await client.query('select lse_ensure_partition($1)', [FIRST]);
    for (let day = 0; day < DAYS - 1; day += 1) {
      await client.query(manyRunsSql, [tree.records, dayAfter(FIRST, day), day * tree.records]);
    }
    await client.query('vacuum (analyze) runs');
  });
  const load = await runCommand(
    lse.command('db load', ['db', 'load', '--data-dir', tree.directory], {LSE_DATABASE_URL: url}),
  );
  return {rows, url, tree, load};
}

const NAMES = [
  'zenrows-errors of the month',
  'zenrows-errors of a date',
  'zenrows-detail of a date',
  'db load of the last date, again',
  'db verify of the last date',
];
const COMMANDS = NAMES.length;

/** @param {Context} context @param {Month} month @returns {Command[]} one for each of `NAMES` */
function commandsOf({lse}, {rows, url, tree}) {
  const label = (/** @type {number} */ at) => `${NAMES[at]}, ${quantity.count(rows)} rows`;
  const report = (/** @type {string} */ name, /** @type {string[]} */ ...dates) => ['report', name, ...dates];
  const both = {LSE_DATA_DIR: tree.directory, LSE_DATABASE_URL: url};
  return [
    lse.databaseReport(label(0), url, report('zenrows-errors', '--from', FIRST, '--to', LAST)),
    lse.databaseReport(label(1), url, report('zenrows-errors', '--date', FIRST)),
    lse.databaseReport(label(2), url, report('zenrows-detail', '--date', FIRST)),
    lse.command(label(3), ['db', 'load', '--json'], both),
    lse.command(label(4), ['db', 'verify', ...rangeOf(tree), '--json'], both),
  ];
}

/** @param {Context} context @param {Month} month @param {string[]} printed by its commands */
async function agreed({lse}, {tree}, [ofMonth = '', ofDate = '', , loaded = '', verified = '']) {
  const written = Array.from({length: DAYS - 1}, (_, day) => ({
    date: dayAfter(FIRST, day),
    traces: tree.records / RUNS_OF_TRACE,
    failing: multiples(day * tree.records, tree.records),
  }));
  const files = await runCommand(lse.fileReport('files', tree.directory, ['report', 'zenrows-errors', '--date', LAST]));
  const counts = printedCounts(ofMonth);
  requireEqual('the report and what was written', [counts, [...written, ...printedCounts(files.stdout)]]);
  requireEqual('the report of a date', [printedCounts(ofDate), written.slice(0, 1)]);
  const {inserted, updated} = JSON.parse(loaded);
  requireEqual('what is written again', [inserted + updated, 0]);
  const {summary} = JSON.parse(verified);
  requireEqual('what is the same', [summary.same, tree.records]);
  return countsText(counts);
}

/** How many of `count` numbers from `first` on are failing runs. @param {number} first @param {number} count */
function multiples(first, count) {
  return Math.ceil((first + count) / RUNS_OF_FAILURE) - Math.ceil(first / RUNS_OF_FAILURE);
}

/** Drops the month. @param {Context} context @param {Month} month @returns {Promise<Run>} */
async function pruneOf({lse}, {rows, url}) {
  const args = ['db', 'prune', '--before', AFTER, '--apply', '--json'];
  const run = await runCommand(lse.command('db prune', args, {LSE_DATABASE_URL: url}));
  const {rows: left} = await withClient(url, (client) => client.query('select count(*)::integer as count from runs'));
  requireEqual(`rows left of ${rows}`, [left[0].count, 0]);
  return run;
}
