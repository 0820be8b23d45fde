import sqlite3 from 'sqlite3';
import {memoryVerdict} from '../memory-verdict.js';
import {runCommand, usageNotice} from '../process.js';
import * as quantity from '../quantity.js';
import {requireEqual, Skipped} from '../result.js';

/** @typedef {import('../context.js').Context} Context */

/** @type {import('../context.js').Measurement[]} */
export const explanationMeasurements = [
  {name: '12-explain', title: 'Comparing 60,000 records, an eighth of which differs', run: explaining},
];

const FORMATS = ['text', 'json', 'markdown', 'junit', 'html'];
const MOST_TIMES = 3;

/** A tenth is missing; a fortieth has another status, symbol or start. */
const SEEDING = `
create temp table numbered as
select project, run_date, run_id, row_number() over (order by project, run_date, run_id) as number from runs;
delete from runs where (project, run_date, run_id) in
  (select project, run_date, run_id from numbered where number % 10 = 3);
update runs set data = json_set(data, '$.trace.name', 'zenrows_scraper', '$.trace.status', 'timeout')
where (project, run_date, run_id) in (select project, run_date, run_id from numbered where number % 120 = 7);
update runs set data = json_set(data, '$.trace.inputs.crypto_symbol', 'MOVED')
where (project, run_date, run_id) in (select project, run_date, run_id from numbered where number % 120 = 47);
update runs set data = json_set(data, '$.trace.start_time', '2025-09-11T01:02:03')
where (project, run_date, run_id) in (select project, run_date, run_id from numbered where number % 120 = 87);
`;

/** @param {Context} context @returns {Promise<import('../result.js').Result>} */
async function explaining(context) {
  if (usageNotice !== null) throw new Skipped(usageNotice);
  const {lse, data, databases, quick, rounds, journal} = context;
  const shape = {days: 12, projects: 5, tracesOfProject: quick ? 60 : 1200, runs: 10, bytes: 1200};
  const tree = await data.tree('explained', shape);
  const clean = await databases.sqlite('explained', tree);
  const seeded = databases.copySqlite('explained', 'explained-seeded');
  await executeSqlite(decodeURI(seeded.slice('sqlite:'.length)), SEEDING);
  const command = (/** @type {string} */ format, /** @type {string} */ url, /** @type {number} */ code) => ({
    ...lse.command(
      `${format}, ${code === 0 ? 'clean' : 'differing'}`,
      ['report', 'compare', '--all-dates', '--all-projects', '--format', format],
      {LSE_DATA_DIR: tree.directory, LSE_DATABASE_URL: url},
    ),
    code,
  });
  /** @type {{format: string, clean: number, differing: number, peakBytes: number}[]} */
  const samples = [];
  // Side by side: a machine that others use slows both.
  for (let round = 0; round < Math.min(rounds, 3); round += 1) {
    for (const format of FORMATS) {
      journal.say(`${format}, round ${round + 1}`);
      const [left, right] = [await runCommand(command(format, clean, 0)), await runCommand(command(format, seeded, 1))];
      if (format === 'json') {
        requireEqual('the differences that no record explains', [JSON.parse(right.stdout).summary.unexplained, 0]);
      }
      samples.push({format, clean: left.seconds, differing: right.seconds, peakBytes: right.peakBytes ?? 0});
    }
  }
  const found = FORMATS.map((format) => {
    const own = samples.filter((sample) => sample.format === format);
    const best = (/** @type {'clean' | 'differing'} */ part) => Math.min(...own.map((sample) => sample[part]));
    const peakBytes = Math.max(...own.map((sample) => sample.peakBytes));
    return {format, clean: best('clean'), differing: best('differing'), peakBytes};
  });
  const slowest = Math.max(...found.map(({clean: left, differing}) => differing / left));
  const largest = Math.max(...found.map(({peakBytes}) => peakBytes));
  return {
    title: 'Comparing 60,000 records, an eighth of which differs',
    about:
      'Files against SQLite, all dates, all projects, both reports: the same database as it was loaded, and with a tenth of its records deleted and a fortieth changed. Best of the rounds.',
    agreed: 'The clean comparison finds no difference; of the other every difference is explained to the last digit.',
    commands: FORMATS.map((format) => context.show(command(format, seeded, 1))),
    tables: [
      {
        caption: null,
        head: ['Format', 'Clean', 'Differing', 'Times', 'Peak memory'],
        rows: found.map(({format, clean: left, differing, peakBytes}) => [
          format,
          quantity.seconds(left),
          quantity.seconds(differing),
          quantity.ratio(differing / left),
          quantity.megabytes(peakBytes),
        ]),
      },
    ],
    verdicts: [
      {
        what: 'Slowest format, times the clean comparison',
        found: quantity.ratio(slowest),
        target: `≤ ${MOST_TIMES}`,
        isMet: slowest <= MOST_TIMES,
      },
      memoryVerdict('Peak memory of any format', largest),
    ],
    plots: [],
    notes: [],
    samples,
  };
}

/** @param {string} path @param {string} sql @returns {Promise<void>} */
function executeSqlite(path, sql) {
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(path);
    database.exec(sql, (error) => {
      database.close((closing) => ((error ?? closing) ? reject(error ?? closing) : resolve()));
    });
  });
}
