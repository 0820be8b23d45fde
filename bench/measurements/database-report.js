import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {compare} from '../comparison.js';
import {MANY_DATE, RUNS_OF_FAILURE, RUNS_OF_TRACE} from '../many-runs.js';
import {countsText, printedCounts, rangeOf} from '../printed-counts.js';
import {runCommand as runOnce} from '../process.js';
import {requireEqual, Skipped} from '../result.js';

/** @typedef {import('../context.js').Context} Context */

/** @type {import('../context.js').Measurement[]} */
export const databaseReportMeasurements = [
  {
    name: '4-postgres-report-day',
    title: 'Report of a day from PostgreSQL',
    run: (context) => fromPostgres(context, 'a day', 1),
  },
  {
    name: '4-postgres-report',
    title: 'Report of 30 days from PostgreSQL',
    run: (context) => fromPostgres(context, '30 days', 30),
  },
  {name: '4-sqlite-report', title: 'Report of 30 days from SQLite', run: fromSqlite},
  {name: '5-postgres-query', title: 'Query of a day in PostgreSQL', run: (context) => queryAlone(context, 'postgres')},
  {name: '5-sqlite-query', title: 'Query of a day in SQLite', run: (context) => queryAlone(context, 'sqlite')},
  {name: '6-million-count', title: 'Report of a day of 1,000,000 runs', run: ofMany},
  {name: '7-million-detail', title: 'Detail of a day of 1,000,000 runs', run: detailOfMany},
];

const NAMES = {postgres: 'PostgreSQL', sqlite: 'SQLite'};
const NODE = {label: 'node -e 0', argv: [process.execPath, '-e', '0']};

/** @param {Context} context @param {string} days @param {number} count */
async function fromPostgres(context, days, count) {
  const {lse, data, databases} = context;
  const month = await data.month();
  const range = {...month, last: count === 1 ? month.first : month.last};
  const url = await databases.postgres('month', month);
  const args = ['report', 'zenrows-errors', ...rangeOf(range)];
  const title = `Report of ${days} from PostgreSQL`;
  return compare(
    {
      title,
      about:
        `Counts of ${days} out of 30 of 500 traces of 10 records. Against psql with the very query of the report and its settings, ` +
        'then a start of Node: what a script of one line would take.',
      what: lse.databaseReport('report', url, args),
      against: [await queryInPsql(context, url, range), NODE],
      combined: 'sum',
      target: 1.2,
      agree: async ([printed = '', queried = '']) => {
        const {stdout} = await runOnce(lse.fileReport('files', month.directory, args));
        requireEqual(title, [printed, stdout]);
        requireEqual(title, [printedCounts(printed), queriedCounts(queried)]);
        return `psql counts the same, the report from the files prints the same: ${countsText(printedCounts(printed))}.`;
      },
    },
    context,
  );
}

/** @param {Context} context */
async function fromSqlite(context) {
  const {lse, data, databases} = context;
  const month = await data.month();
  const args = ['report', 'zenrows-errors', ...rangeOf(month)];
  return compare(
    {
      title: 'Report of 30 days from SQLite',
      about: '30 days of 500 traces of 10 records, against a start of lse that does nothing else.',
      what: lse.databaseReport('report', await databases.sqlite('month', month), args),
      against: [lse.command('lse --version', ['--version'])],
      target: 1.6,
      agree: async ([printed = '']) => {
        const {stdout} = await runOnce(lse.fileReport('files', month.directory, args));
        requireEqual('SQLite and files', [printed, stdout]);
        return `The report from the files prints the same: ${countsText(printedCounts(printed))}.`;
      },
    },
    context,
  );
}

/**
 * The report's own query, word for word, as a user would run it by hand.
 *
 * @param {Context} context @param {string} url @param {{first: string, last: string}} range
 * @returns {Promise<import('../process.js').Command>}
 */
async function queryInPsql({root, hasPsql}, url, {first, last}) {
  const built = (/** @type {string} */ name) =>
    import(pathToFileURL(join(root, 'dist', 'backends', 'db', 'postgres', 'queries', name)).href);
  const {allProjectsSql} = await built('daily-counts.js');
  const query = allProjectsSql.replaceAll('$1', `date '${first}'`).replaceAll('$2', `date '${last}'`).trim();
  const statements = [...BY_INDEX, query];
  if (hasPsql) {
    const flags = statements.flatMap((statement) => ['-c', statement]);
    return {label: 'psql', argv: ['psql', '-X', '-q', '-A', '-t', '-F', ',', url, ...flags]};
  }
  throw new Skipped('psql is not on the PATH.');
}

/** @param {string} printed by `queryInPsql` */
function queriedCounts(printed) {
  return printed
    .trim()
    .split('\n')
    .map((line) => line.split(','))
    .map(([date = '', , traces, failing]) => ({date, traces: Number(traces), failing: Number(failing)}));
}

/** @param {Context} context @param {'postgres' | 'sqlite'} kind */
async function queryAlone(context, kind) {
  const {root, data, databases} = context;
  const month = await data.month();
  const program = join(root, 'bench', 'peers', 'time-counts.js');
  const counts = (/** @type {string} */ label, /** @type {string} */ location) => ({
    label,
    argv: [process.execPath, program, location, month.first, month.first],
    inner: true,
  });
  return compare(
    {
      title: `Query of a day in ${NAMES[kind]}`,
      about:
        'The counts of one day of 5,000 records out of 30, asked of the classes of the backends: no start of Node, no ' +
        'connecting. The first query of its connection.',
      what: counts('query', await databases[kind]('month', month)),
      against: [counts('scan of the files', `file:${encodeURI(month.directory)}`)],
      target: 0.02,
      agree: (outputs) => {
        const answers = outputs.map((text) => JSON.parse(text).counts);
        requireEqual('query and scan', answers);
        return `Both count ${answers[0]?.[0]?.totalTraces} traces, ${answers[0]?.[0]?.zenrowsErrors} of them failing.`;
      },
    },
    context,
  );
}

/** As the reports have them; without, the planner may read the table itself. */
const BY_INDEX = ['set enable_seqscan = off', 'set random_page_cost = 1.1'];

/** @param {Context} context */
async function ofMany(context) {
  const {lse, data, databases} = context;
  const url = await databases.manyRuns(data.manyRuns);
  return compare(
    {
      title: `Report of a day of ${data.manyRuns.toLocaleString('en-US')} runs`,
      about:
        'A day of small runs in PostgreSQL, one in a hundred failing, written by the SQL in bench/many-runs.js. Against ' +
        'psql with the very query of the report and its settings, then a start of Node.',
      what: lse.databaseReport('report', url, ['report', 'zenrows-errors', '--date', MANY_DATE]),
      against: [await queryInPsql(context, url, {first: MANY_DATE, last: MANY_DATE}), NODE],
      combined: 'sum',
      target: 1.05,
      agree: ([printed = '', queried = '']) => {
        const traces = {
          date: MANY_DATE,
          traces: data.manyRuns / RUNS_OF_TRACE,
          failing: data.manyRuns / RUNS_OF_FAILURE,
        };
        requireEqual('the report, psql and what was written', [
          printedCounts(printed),
          queriedCounts(queried),
          [traces],
        ]);
        return `Both count ${countsText([traces])}, as written.`;
      },
    },
    context,
  );
}

/** @param {Context} context */
async function detailOfMany(context) {
  const {lse, data, databases} = context;
  const url = await databases.manyRuns(data.manyRuns);
  const report = (/** @type {string} */ name) => lse.databaseReport(name, url, ['report', name, '--date', MANY_DATE]);
  return compare(
    {
      title: `Detail of a day of ${data.manyRuns.toLocaleString('en-US')} runs`,
      about: 'zenrows-detail prints every failing run of the day; zenrows-errors only counts their traces.',
      what: report('zenrows-detail'),
      against: [report('zenrows-errors')],
      target: 5,
      agree: async ([, counts = '']) => {
        const {stdout} = await runOnce({
          ...report('zenrows-detail'),
          argv: [...report('zenrows-detail').argv, '--format', 'json'],
        });
        const {total_errors: runs, total_traces: traces} = JSON.parse(stdout).summary;
        requireEqual('detail and counts', [traces, printedCounts(counts)[0]?.failing]);
        requireEqual('detail and what was written', [runs, data.manyRuns / RUNS_OF_FAILURE]);
        return `The detail lists ${runs} failing runs of ${traces} traces, as many as are counted.`;
      },
    },
    context,
  );
}
