import {usageTable} from '../comparison.js';
import {withClient} from '../databases.js';
import {countsText, printedCounts, rangeOf} from '../printed-counts.js';
import {runCommand} from '../process.js';
import * as quantity from '../quantity.js';
import {requireEqual} from '../result.js';
import {median, pairwiseRatio} from '../statistics.js';

/**
 * @typedef {import('../context.js').Context} Context
 * @typedef {import('../process.js').Run} Run
 */

/** @type {import('../context.js').Measurement[]} */
export const reportDuringLoadMeasurements = [
  {name: '16-report-during-load', title: 'Reports while a load runs', run: duringLoad},
];

const TARGET = 2;

/** @param {Context} context @returns {Promise<import('../result.js').Result>} */
async function duringLoad(context) {
  const {lse, data, databases, rounds} = context;
  const [month, day] = [await data.month(), await data.day()];
  const url = await databases.postgres('month', month);
  const report = lse.databaseReport('report', url, ['report', 'zenrows-errors', ...rangeOf(month)]);
  const load = {
    ...lse.command('db load', ['db', 'load', '--data-dir', day.directory], {LSE_DATABASE_URL: url}),
    prepare: () => removeDay(url, day.first),
    prepared: "the partition of the day's month is dropped, so that the load inserts all of it",
  };
  const {stdout: expected} = await runCommand(report);
  /** @type {{during: Run[], alone: Run[]}[]} */
  const measured = [];
  for (let round = 0; round < rounds; round += 1) {
    const during = await reportsDuring(load, report);
    const alone = [];
    for (let left = during.length; left > 0; left -= 1) alone.push(await runCommand(report));
    requireEqual('reports with and without a load', [expected, ...[...during, ...alone].map(({stdout}) => stdout)]);
    measured.push({during, alone});
  }
  await removeDay(url, day.first);
  const times = (/** @type {Run[]} */ runs) => median(runs.map(({seconds}) => seconds));
  const ratio = pairwiseRatio(
    measured.map(({during}) => times(during)),
    measured.map(({alone}) => times(alone)),
  );
  const [all, allAlone] = [measured.flatMap(({during}) => during), measured.flatMap(({alone}) => alone)];
  return {
    title: 'Reports while a load runs',
    about:
      'Reports on 30 days, one after the other, from the start of a load of another day of 5,000 files into the same ' +
      'PostgreSQL until it ends; then as many without a load. The ratio is that of their medians, round by round.',
    agreed: `Every one of them printed the same: ${countsText(printedCounts(expected))}.`,
    commands: [context.show(report), context.show(load)],
    tables: [
      usageTable(
        [
          {...report, label: 'during the load'},
          {...report, label: 'alone'},
        ],
        [all, allAlone],
      ),
    ],
    verdicts: [
      {
        what: 'report during a load / report alone',
        found: `${quantity.ratio(ratio.median)} (${quantity.ratio(ratio.least)} to ${quantity.ratio(ratio.most)})`,
        target: `≤ ${TARGET}`,
        isMet: ratio.median <= TARGET,
      },
    ],
    plots: [],
    notes: ['Reports that start while the load only begins or ends are among them.'],
    samples: measured.map(({during, alone}) => ({
      during: during.map(({seconds}) => seconds),
      alone: alone.map(({seconds}) => seconds),
    })),
  };
}

/** @param {import('../process.js').Command} load @param {import('../process.js').Command} report */
async function reportsDuring(load, report) {
  await load.prepare?.();
  let isLoading = true;
  const loading = runCommand({...load, prepare: () => {}}).finally(() => {
    isLoading = false;
  });
  const runs = [];
  // The load may fail meanwhile, which is told by the waiting for it below.
  loading.catch(() => {});
  do runs.push(await runCommand(report));
  while (isLoading);
  await loading;
  return runs;
}

/** @param {string} url @param {string} date */
function removeDay(url, date) {
  const partition = `runs_${date.slice(0, 7).replace('-', '_')}`;
  return withClient(url, async (client) => {
    await client.query(`drop table if exists ${partition}`);
  });
}
