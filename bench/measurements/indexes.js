import {compare} from '../comparison.js';
import {MANY_DATE} from '../many-runs.js';
import {rangeOf} from '../printed-counts.js';
import {runCommand} from '../process.js';
import {requireEqual} from '../result.js';

/**
 * @typedef {import('../context.js').Context} Context
 * @typedef {{withIndexes: string, without: string, date: string[], place: string}} Databases
 */

const REPORTS = /** @type {const} */ (['zenrows-errors', 'zenrows-detail']);

/** @type {import('../context.js').Measurement[]} */
export const indexMeasurements = REPORTS.flatMap((report) => [
  {
    name: `14-indexes-postgres-${report}`,
    title: `What the indexes are worth: ${report}, PostgreSQL`,
    run: async (context) => withAndWithout(context, report, await postgres(context)),
  },
  {
    name: `14-indexes-sqlite-${report}`,
    title: `What the indexes are worth: ${report}, SQLite`,
    run: async (context) => withAndWithout(context, report, await sqlite(context, report)),
  },
]);

/** @param {Context} context @param {typeof REPORTS[number]} report @param {Databases} databases */
function withAndWithout(context, report, {withIndexes, without, date, place}) {
  const args = ['report', report, ...date];
  return compare(
    {
      title: `What the indexes are worth: ${report}, ${place}`,
      about: 'Two databases with the same rows. Of one, `lse db indexes drop` has dropped the indexes of the reports.',
      what: context.lse.databaseReport('with indexes', withIndexes, args),
      against: [context.lse.databaseReport('without', without, args)],
      target: 0.5,
      agree: (outputs) => {
        requireEqual('with and without indexes', outputs);
        return `Both print the same ${outputs[0]?.length} characters.`;
      },
    },
    context,
  );
}

/** @param {Context} context @returns {Promise<Databases>} */
async function postgres({lse, data, databases}) {
  lse.require(['db', 'indexes', 'drop']);
  const withIndexes = await databases.manyRuns(data.manyRuns);
  const without = databases.postgresUrl('without');
  await databases.dropPostgres(await databases.emptyPostgres(), 'without');
  await databases.copyPostgres('many', 'without');
  await drop(lse, without);
  return {withIndexes, without, date: ['--date', MANY_DATE], place: 'PostgreSQL, the day of very many runs'};
}

/** @param {Context} context @param {string} report @returns {Promise<Databases>} */
async function sqlite({lse, data, databases}, report) {
  lse.require(['db', 'indexes', 'drop']);
  const month = await data.month();
  const withIndexes = await databases.sqlite('month', month);
  const without = databases.copySqlite('month', 'without');
  await drop(lse, without);
  const date = report === 'zenrows-errors' ? rangeOf(month) : ['--date', month.first];
  return {withIndexes, without, date, place: `SQLite, ${report === 'zenrows-errors' ? '30 days' : 'one day of 30'}`};
}

/** @param {import('../lse.js').Lse} lse @param {string} url */
async function drop(lse, url) {
  await runCommand(lse.command('db indexes drop', ['db', 'indexes', 'drop'], {LSE_DATABASE_URL: url}));
}
