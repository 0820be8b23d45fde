import {join} from 'node:path';
import {compare} from '../comparison.js';
import {withClient} from '../databases.js';
import {Lse} from '../lse.js';
import {rangeOf} from '../printed-counts.js';
import {runCommand} from '../process.js';
import {requireEqual, Skipped} from '../result.js';

/** @typedef {import('../context.js').Context} Context */

const REPORTS = /** @type {const} */ (['errors-by-step', 'latency-by-step']);
const NAMES = /** @type {const} */ ({postgres: 'PostgreSQL', sqlite: 'SQLite'});
const KINDS = /** @type {const} */ (['postgres', 'sqlite']);
/** The directory of an older lse that was built, to compare its loads. */
const OLDER = 'LSE_BENCH_OLDER';

/** @type {import('../context.js').Measurement[]} */
export const definedReportMeasurements = [
  {name: '19-defined-files', title: 'A defined report of a day of files, against zenrows-errors', run: againstOurOwn},
  {name: '19-defined-duckdb', title: 'A defined report of a day of files, against DuckDB', run: againstDuckDb},
  ...REPORTS.flatMap((report) =>
    KINDS.map((kind) => ({
      name: `20-defined-${kind}-${report}`,
      title: `${report} of 30 days from ${NAMES[kind]}, against files`,
      run: (/** @type {Context} */ context) => ofMonth(context, kind, report),
    })),
  ),
  ...KINDS.map((kind) => ({
    name: `21-stored-${kind}`,
    title: `Loading a day into ${NAMES[kind]}, against an lse that stores less`,
    run: (/** @type {Context} */ context) => againstOlder(context, kind),
  })),
];

/** @param {string} report @param {string[]} range */
const ask = (report, range) => ['report', 'run', report, ...range];

/** @param {Context} context */
async function againstOurOwn({lse, data, ...context}) {
  lse.require(['report', 'run']);
  const day = await data.day();
  const range = ['--date', day.first];
  return compare(
    {
      title: 'A defined report of a day of files, against zenrows-errors',
      about: 'A new process reads every file of one day of 5,000 records, without the cache, for errors-by-step.',
      what: lse.fileReport('errors-by-step', day.directory, ask('errors-by-step', range)),
      against: [lse.fileReport('zenrows-errors', day.directory, ['report', 'zenrows-errors', ...range])],
      target: 1.5,
      agree: ([printed = '']) =>
        `It prints ${printed.trim().split('\n').length - 1} rows; the other report has a row a date.`,
    },
    {lse, data, ...context},
  );
}

/** @param {Context} context */
async function againstDuckDb(context) {
  const {lse, data, root, hasDuckDb} = context;
  lse.require(['report', 'run']);
  if (!hasDuckDb) throw new Skipped('DuckDB could not be installed into bench/node_modules.');
  const day = await data.day();
  const program = join(root, 'bench', 'peers', 'duckdb-errors-by-step.js');
  const title = 'A defined report of a day of files, against DuckDB';
  return compare(
    {
      title,
      about:
        'errors-by-step of one day of 5,000 records. DuckDB counts the same in one query over the same files, which stands in ' +
        'bench/peers/duckdb-errors-by-step.js.',
      what: lse.fileReport('errors-by-step', day.directory, ask('errors-by-step', ['--date', day.first])),
      against: [{label: 'DuckDB', argv: [process.execPath, program, day.directory, day.first]}],
      target: 0.7,
      agree: ([ours = '', theirs = '']) => {
        const [, ...lines] = ours.trim().split('\n');
        const rows = lines.map((line) => line.split(',').slice(0, 4).join(','));
        requireEqual(title, [rows, theirs.trim().split('\n')]);
        return `Both print the same ${rows.length} rows.`;
      },
    },
    context,
  );
}

/** @param {Context} context @param {typeof KINDS[number]} kind @param {string} report */
async function ofMonth(context, kind, report) {
  const {lse, data, databases} = context;
  lse.require(['report', 'run']);
  const month = await data.month();
  const args = ask(report, rangeOf(month));
  return compare(
    {
      title: `${report} of 30 days from ${NAMES[kind]}, against files`,
      about: '30 days of 500 traces of 10 records of 20 KB. New processes; the files are read without the cache.',
      what: lse.databaseReport(NAMES[kind], await databases[kind]('month', month), args),
      against: [lse.fileReport('files', month.directory, args)],
      target: 0.15,
      mostRounds: 3,
      agree: (outputs) => {
        requireEqual(`${kind} and files`, outputs);
        return `Both print the same ${outputs[0]?.length} characters.`;
      },
    },
    context,
  );
}

/** @param {Context} context @param {typeof KINDS[number]} kind */
async function againstOlder(context, kind) {
  const {lse, data, databases} = context;
  const root = process.env[OLDER];
  if (root === undefined) throw new Skipped(`${OLDER} does not name the directory of an older lse.`);
  const older = new Lse(root, lse.directory);
  const day = await data.day();
  const load = (/** @type {Lse} */ program, /** @type {string} */ label) => {
    const name = `stored-${label}`.replaceAll('-', '_');
    const url = kind === 'postgres' ? databases.postgresUrl(name) : databases.sqliteUrl(name);
    const variables = {LSE_DATABASE_URL: url};
    return {
      url,
      ...program.command(label, ['db', 'load', '--data-dir', day.directory], variables),
      prepare: async () => {
        if (kind === 'postgres') {
          await databases.dropPostgres(await databases.emptyPostgres(), name);
          await databases.barePostgres(name);
        } else databases.removeSqlite(name);
        await runCommand(program.command('db migrate', ['db', 'migrate'], variables));
      },
      prepared: 'an empty database is made',
    };
  };
  const [now, before] = [load(lse, 'now'), load(older, 'before')];
  const result = await compare(
    {
      title: `Loading a day into ${NAMES[kind]}, against an lse that stores less`,
      about:
        'One day of 5,000 records of 20 KB into an empty database, by this lse and by one that keeps nothing for reports by fields.',
      what: now,
      against: [before],
      target: 1.15,
      agree: () => 'Both load without a word.',
    },
    context,
  );
  const sizes = await Promise.all([now, before].map(({url}) => sizeOf(kind, url, databases)));
  const ratio = Number(sizes[0]) / Number(sizes[1]);
  const verdict = {what: 'database now / before', found: ratio.toFixed(2), target: '≤ 1.2', isMet: ratio <= 1.2};
  return {...result, verdicts: [...result.verdicts, verdict]};
}

/** @param {typeof KINDS[number]} kind @param {string} url @param {import('../databases.js').Databases} databases @returns {Promise<number>} */
async function sizeOf(kind, url, databases) {
  if (kind === 'sqlite') return databases.sqliteSize(url);
  return withClient(url, async (client) => {
    const {rows} = await client.query(
      `select sum(pg_total_relation_size(relid)) as size from pg_partition_tree('runs')`,
    );
    return Number(rows[0].size);
  });
}
