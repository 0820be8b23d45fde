import {join} from 'node:path';
import {compare} from '../comparison.js';
import {withClient} from '../databases.js';
import {MANY_DATE, RUNS_OF_FAILURE, RUNS_OF_TRACE} from '../many-runs.js';
import {countsText, printedCounts, rangeOf} from '../printed-counts.js';
import {runCommand as runOnce} from '../process.js';
import {requireEqual} from '../result.js';

/** @typedef {import('../context.js').Context} Context */

/** @type {import('../context.js').Measurement[]} */
export const databaseReportMeasurements = [
  {
    name: '4-postgres-report',
    title: 'Report of 30 days from PostgreSQL',
    run: (context) => ofMonth(context, 'postgres'),
  },
  {name: '4-sqlite-report', title: 'Report of 30 days from SQLite', run: (context) => ofMonth(context, 'sqlite')},
  {name: '5-postgres-query', title: 'Query of a day in PostgreSQL', run: (context) => queryAlone(context, 'postgres')},
  {name: '5-sqlite-query', title: 'Query of a day in SQLite', run: (context) => queryAlone(context, 'sqlite')},
  {name: '6-million-count', title: 'Report of a day of 1,000,000 runs', run: ofMany},
  {name: '7-million-detail', title: 'Detail of a day of 1,000,000 runs', run: detailOfMany},
];

const NAMES = {postgres: 'PostgreSQL', sqlite: 'SQLite'};

/** @param {Context} context @param {'postgres' | 'sqlite'} kind */
async function ofMonth(context, kind) {
  const {lse, data, databases} = context;
  const month = await data.month();
  const args = ['report', 'zenrows-errors', ...rangeOf(month)];
  return compare(
    {
      title: `Report of 30 days from ${NAMES[kind]}`,
      about: '30 days of 500 traces of 10 records, against a start of lse that does nothing else.',
      what: lse.databaseReport('report', await databases[kind]('month', month), args),
      against: [lse.command('lse --version', ['--version'])],
      target: 1.6,
      agree: async ([printed = '']) => {
        const {stdout} = await runOnce(lse.fileReport('files', month.directory, args));
        requireEqual(`${kind} and files`, [printed, stdout]);
        return `The report from the files prints the same: ${countsText(printedCounts(printed))}.`;
      },
    },
    context,
  );
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

const COUNT = `select count(*) from runs where run_date = '${MANY_DATE}'`;
/** As the reports have them; without, the planner may read the table itself. */
const BY_INDEX = ['set enable_seqscan = off', 'set random_page_cost = 1.1'];

/** @param {Context} context */
async function ofMany(context) {
  const {lse, data, databases} = context;
  const url = await databases.manyRuns(data.manyRuns);
  await requireIndexOnlyScan(url);
  return compare(
    {
      title: `Report of a day of ${data.manyRuns.toLocaleString('en-US')} runs`,
      about:
        'A day of small runs in PostgreSQL, one in a hundred failing, written by the SQL in bench/many-runs.js. Against ' +
        'the least that counting them takes: count(*) by an index-only scan, which was seen in its plan.',
      what: lse.databaseReport('report', url, ['report', 'zenrows-errors', '--date', MANY_DATE]),
      against: [countCommand(context, url)],
      target: 3,
      agree: ([printed = '', counted]) => {
        const traces = {
          date: MANY_DATE,
          traces: data.manyRuns / RUNS_OF_TRACE,
          failing: data.manyRuns / RUNS_OF_FAILURE,
        };
        requireEqual('the report and what was written', [printedCounts(printed), [traces]]);
        requireEqual('count(*) and what was written', [Number(counted?.trim().split('\n').at(-1)), data.manyRuns]);
        return `The report counts ${countsText([traces])}, count(*) ${data.manyRuns} runs, both as written.`;
      },
    },
    context,
  );
}

/** @param {Context} context @param {string} url @returns {import('../process.js').Command} */
function countCommand({root, hasPsql}, url) {
  const statements = [...BY_INDEX, COUNT];
  if (hasPsql) {
    const flags = statements.flatMap((statement) => ['-c', statement]);
    return {label: 'count(*) in psql', argv: ['psql', '-X', '-A', '-t', url, ...flags]};
  }
  const program = join(root, 'bench', 'peers', 'postgres-query.js');
  return {label: 'count(*) by pg', argv: [process.execPath, program, url, ...statements]};
}

/** @param {string} url */
async function requireIndexOnlyScan(url) {
  await withClient(url, async (client) => {
    for (const setting of BY_INDEX) await client.query(setting);
    const {rows} = await client.query(`explain ${COUNT}`);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    if (!plan.includes('Index Only Scan')) throw new Error(`count(*) is not answered by an index-only scan:\n${plan}`);
  });
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
