import {spawnSync} from 'node:child_process';
import {compare} from '../comparison.js';
import {countsText, printedCounts, rangeOf} from '../printed-counts.js';
import {runCommand} from '../process.js';
import {requireEqual, Skipped} from '../result.js';

/** @typedef {import('../context.js').Context} Context */

/** @type {import('../context.js').Measurement[]} */
export const checkMeasurements = [
  {name: '10-compare', title: 'Comparing a day, against its slower side', run: ofDay},
  {name: '11-verify-postgres', title: 'Verifying 30 days of PostgreSQL', run: (context) => verify(context, 'postgres')},
  {name: '11-verify-sqlite', title: 'Verifying 30 days of SQLite', run: (context) => verify(context, 'sqlite')},
  {
    name: '11-verify-again-postgres',
    title: 'Verifying 30 untouched days of PostgreSQL again',
    run: (context) => verifyAgain(context, 'postgres'),
  },
  {
    name: '11-verify-again-sqlite',
    title: 'Verifying 30 untouched days of SQLite again',
    run: (context) => verifyAgain(context, 'sqlite'),
  },
];

/** @param {Context} context */
async function ofDay(context) {
  const {lse, data, databases} = context;
  const day = await data.day();
  const url = await databases.postgres('day', day);
  const report = ['report', 'zenrows-errors', '--date', day.first];
  const both = {LSE_DATA_DIR: day.directory, LSE_DATABASE_URL: url};
  return compare(
    {
      title: 'Comparing a day, against its slower side',
      about: 'One report on one day of 5,000 records, from the files and from PostgreSQL, against either side alone.',
      what: lse.command(
        'compare',
        ['report', 'compare', '--report', 'zenrows-errors', '--date', day.first, '--json'],
        both,
      ),
      against: [lse.fileReport('files', day.directory, report), lse.databaseReport('database', url, report)],
      target: 1.15,
      agree: ([compared = '', files, database]) => {
        requireEqual('the sides', [files, database]);
        requireEqual('the conclusion', [JSON.parse(compared).summary.conclusion, 'the same']);
        return `Both sides print ${countsText(printedCounts(files ?? ''))}, and the comparison finds them the same.`;
      },
    },
    context,
  );
}

/**
 * Moving the bytes of both sides, one after the other: nothing that looks at all of them can do with less.
 *
 * @param {Context} context @param {'postgres' | 'sqlite'} kind
 */
async function verify(context, kind) {
  const {lse, data, databases, hasPsql} = context;
  if (kind === 'postgres' && !hasPsql) throw new Skipped('psql is not on the PATH.');
  if (kind === 'sqlite' && !isThere('sqlite3', ['--version'])) throw new Skipped('sqlite3 is not on the PATH.');
  const month = await data.month();
  const range = rangeOf(month);
  const url = await databases[kind]('month', month);
  const rows =
    kind === 'postgres'
      ? `psql -X -q -v ON_ERROR_STOP=1 "$1" -c '\\copy (select data from runs) to /dev/null'`
      : `sqlite3 "$1" 'select data from runs' > /dev/null`;
  const place = kind === 'postgres' ? url : decodeURI(url.slice('sqlite:'.length));
  const both = {LSE_DATA_DIR: month.directory, LSE_DATABASE_URL: url};
  return compare(
    {
      title: `Verifying 30 days of ${kind === 'sqlite' ? 'SQLite' : 'PostgreSQL'}`,
      about:
        'Every record of both sides, against moving the bytes of both: cat of the files, then all documents out of the database.',
      what: lse.command('db verify', ['db', 'verify', ...range, '--json'], both),
      against: [
        {
          label: kind === 'postgres' ? 'cat, then \\copy' : 'cat, then sqlite3',
          argv: ['sh', '-c', `find "$0" -name '*.json' -exec cat {} + > /dev/null && ${rows}`, month.directory, place],
        },
      ],
      target: 1,
      mostRounds: 3,
      agree: ([verified = '']) => agreedRecords(verified, month),
    },
    context,
  );
}

/** @param {Context} context @param {'postgres' | 'sqlite'} kind */
async function verifyAgain(context, kind) {
  const {lse, data, databases} = context;
  lse.requireFlag(['db', 'verify'], 'changed');
  const month = await data.month();
  if (!isThere('find', [month.directory, '-maxdepth', '0', '-printf', '%f']))
    throw new Skipped("find has no -printf here: GNU's is needed.");
  const both = {LSE_DATA_DIR: month.directory, LSE_DATABASE_URL: await databases[kind]('month', month)};
  const range = rangeOf(month);
  await runCommand(lse.command('db verify', ['db', 'verify', ...range], both));
  return compare(
    {
      title: `Verifying 30 untouched days of ${kind === 'sqlite' ? 'SQLite' : 'PostgreSQL'} again`,
      about:
        'Days that were verified before, on which no file and no row was touched, against the names and sizes of the files.',
      what: lse.command('db verify --changed', ['db', 'verify', ...range, '--changed', '--json'], both),
      against: [{label: 'find', argv: ['find', month.directory, '-type', 'f', '-printf', '%f %s\\n']}],
      target: 3,
      agree: ([verified = '']) => {
        const {summary} = JSON.parse(verified);
        requireEqual('the conclusion', [summary.conclusion, 'the same']);
        requireEqual('the records left alone', [summary.leftAlone.records, month.records]);
        return `All ${month.records} records are left alone.`;
      },
    },
    context,
  );
}

/** @param {string} verified @param {import('../trees.js').Tree} tree */
function agreedRecords(verified, tree) {
  const {summary} = JSON.parse(verified);
  requireEqual('the conclusion', [summary.conclusion, 'the same']);
  requireEqual('the records and what was generated', [summary.same, tree.records]);
  return `All ${tree.records} records are the same on both sides.`;
}

/** @param {string} program @param {string[]} args */
function isThere(program, args) {
  return spawnSync(program, args, {stdio: 'ignore'}).status === 0;
}
