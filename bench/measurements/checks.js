import {compare} from '../comparison.js';
import {countsText, printedCounts, rangeOf} from '../printed-counts.js';
import {requireEqual} from '../result.js';

/** @typedef {import('../context.js').Context} Context */

/** @type {import('../context.js').Measurement[]} */
export const checkMeasurements = [
  {name: '10-compare', title: 'Comparing a day, against its slower side', run: ofDay},
  {name: '11-verify-postgres', title: 'Verifying 30 days of PostgreSQL', run: (context) => verify(context, 'postgres')},
  {name: '11-verify-sqlite', title: 'Verifying 30 days of SQLite', run: (context) => verify(context, 'sqlite')},
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

/** @param {Context} context @param {'postgres' | 'sqlite'} kind */
async function verify(context, kind) {
  const {lse, data, databases} = context;
  const month = await data.month();
  const range = rangeOf(month);
  const both = {LSE_DATA_DIR: month.directory, LSE_DATABASE_URL: await databases[kind]('month', month)};
  return compare(
    {
      title: `Verifying 30 days of ${kind === 'sqlite' ? 'SQLite' : 'PostgreSQL'}`,
      about: 'Every document of both sides in full, against the report of the same 30 days from the files alone.',
      what: lse.command('db verify', ['db', 'verify', ...range, '--json'], both),
      against: [lse.fileReport('report', month.directory, ['report', 'zenrows-errors', ...range])],
      target: 2,
      mostRounds: 3,
      agree: ([verified = '', printed = '']) => {
        const counts = printedCounts(printed);
        requireEqual('the conclusion', [JSON.parse(verified).summary.conclusion, 'the same']);
        requireEqual('the report and what was generated', [
          counts.reduce((sum, {traces}) => sum + traces, 0),
          month.records / 10,
        ]);
        return `Every record is the same on both sides; the report counts ${countsText(counts)}.`;
      },
    },
    context,
  );
}
