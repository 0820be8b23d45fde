import {setTimeout as sleep} from 'node:timers/promises';
import {withClient} from '../databases.js';
import {linePlot} from '../plot.js';
import {countsText, printedCounts, rangeOf} from '../printed-counts.js';
import {runCommand} from '../process.js';
import * as quantity from '../quantity.js';
import {requireEqual} from '../result.js';
import {quantile} from '../statistics.js';

/**
 * @typedef {import('../context.js').Context} Context
 * @typedef {{atOnce: number, throughput: number, seconds: number[], connections: number}} Level
 */

/** @type {import('../context.js').Measurement[]} */
export const concurrencyMeasurements = [
  {name: '16-concurrency', title: 'Many reports at once from one PostgreSQL', run: manyAtOnce},
];

const LEVELS = [1, 2, 4, 8, 16, 32];
const LEAST_REPORTS = 32;
const LEAST_EACH = 4;
/** Short enough to see a report that is connected for a few milliseconds, seldom enough not to be what is measured. */
const LOOK_MILLISECONDS = 5;
const CONNECTIONS = `select count(*)::integer as open from pg_stat_activity
  where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`;

/** @param {Context} context @returns {Promise<import('../result.js').Result>} */
async function manyAtOnce(context) {
  const {lse, data, databases, quick} = context;
  const month = await data.month();
  const url = await databases.postgres('month', month);
  const command = lse.databaseReport('report', url, ['report', 'zenrows-errors', ...rangeOf(month)]);
  const {stdout: expected} = await runCommand(command);
  /** @type {Level[]} */
  const levels = [];
  for (const atOnce of LEVELS) {
    const each = quick ? 1 : Math.max(LEAST_EACH, Math.ceil(LEAST_REPORTS / atOnce));
    levels.push(await level(command, url, expected, atOnce, each));
  }
  const worst = levels.reduce((most, one) => Math.max(most, one.connections / one.atOnce), 0);
  const rows = levels.map(({atOnce, throughput, seconds, connections}) => [
    String(atOnce),
    String(seconds.length),
    `${throughput.toFixed(1)} a second`,
    quantity.seconds(quantile(seconds, 0.5)),
    quantity.seconds(quantile(seconds, 0.95)),
    String(connections),
  ]);
  return {
    title: 'Many reports at once from one PostgreSQL',
    about:
      'Each report is a process of its own, on 30 days of 500 traces. As soon as one ends, the next starts, so that as ' +
      `many as the table says run at any time. pg_stat_activity is looked at every ${LOOK_MILLISECONDS} ms.`,
    agreed: `Every one of them printed the same: ${countsText(printedCounts(expected))}.`,
    commands: [context.show(command)],
    tables: [{caption: null, head: ['At once', 'Reports', 'Throughput', 'p50', 'p95', 'Most connections'], rows}],
    verdicts: [
      {
        what: 'Most connections seen / reports at once',
        found: quantity.ratio(worst),
        target: '≤ 1',
        isMet: worst <= 1,
      },
    ],
    plots: [throughputPlot(levels), latencyPlot(levels)],
    notes: ['With more reports at once than processors, what is measured is mostly how they share the processors.'],
    samples: levels,
  };
}

/** @param {import('../process.js').Command} command @param {string} url @param {string} expected
 * @param {number} atOnce @param {number} each how many reports one after the other @returns {Promise<Level>} */
async function level(command, url, expected, atOnce, each) {
  return withClient(url, async (client) => {
    const watch = {isOver: false, most: 0};
    const watching = (async () => {
      while (!watch.isOver) {
        watch.most = Math.max(watch.most, (await client.query(CONNECTIONS)).rows[0].open);
        await sleep(LOOK_MILLISECONDS);
      }
    })();
    /** @type {number[]} */
    const seconds = [];
    const start = performance.now();
    await Promise.all(
      Array.from({length: atOnce}, async () => {
        for (let report = 0; report < each; report += 1) {
          const run = await runCommand(command);
          requireEqual(`a report among ${atOnce}`, [run.stdout, expected]);
          seconds.push(run.seconds);
        }
      }),
    );
    const throughput = seconds.length / ((performance.now() - start) / 1000);
    watch.isOver = true;
    await watching;
    return {atOnce, throughput, seconds, connections: watch.most};
  });
}

/** @param {Level[]} levels @returns {import('../result.js').Plot} */
function throughputPlot(levels) {
  const title = 'Throughput of reports at once';
  const lines = [{name: 'reports a second', points: levels.map(({atOnce, throughput}) => [atOnce, throughput])}];
  return {
    name: 'throughput',
    title,
    svg: linePlot({title, x: 'reports at once', y: 'a second', lines, isDoubling: true}),
  };
}

/** @param {Level[]} levels @returns {import('../result.js').Plot} */
function latencyPlot(levels) {
  const title = 'Time of a report among others';
  const lines = [0.5, 0.95].map((share) => ({
    name: `p${share * 100}`,
    points: levels.map(({atOnce, seconds}) => [atOnce, quantile(seconds, share) * 1000]),
  }));
  return {name: 'latency', title, svg: linePlot({title, x: 'reports at once', y: 'ms', lines, isDoubling: true})};
}
