import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {compare} from '../comparison.js';
import {withClient} from '../databases.js';
import {runCommand} from '../process.js';
import {requireEqual, Skipped} from '../result.js';

/** @typedef {import('../context.js').Context} Context */

/** @type {import('../context.js').Measurement[]} */
export const loadMeasurements = [
  {name: '8-load-copy', title: 'Loading a day into PostgreSQL, against \\copy', run: againstCopy},
  {name: '9-load-again', title: 'Loading 30 unchanged days again, against find', run: againstFind},
];

const COLUMNS = 'project, run_date, run_id, trace_id, data, raw, file_name, loads';
/** Everything that a load decides, in one line. */
const DIGEST = `select count(*) || ' records, ' || md5(string_agg(concat_ws(' ', project, run_date, run_id, trace_id,
  md5(data::text), is_failing, symbol), ' ' order by project, run_date, run_id)) as digest from runs`;

/** @param {Context} context */
async function againstCopy(context) {
  const {lse, data, databases, hasPsql, scratch} = context;
  if (!hasPsql) throw new Skipped('psql is not on the PATH.');
  const day = await data.day();
  const source = await databases.postgres('day', day);
  const file = join(scratch, 'day.copy');
  await runCommand(psql('ready', source, `\\copy (select ${COLUMNS} from runs) to '${file}'`));
  return compare(
    {
      title: 'Loading a day into PostgreSQL, against \\copy',
      about:
        'One day of 5,000 files into an empty table. \\copy gets the same rows ready made in one file, into the same table ' +
        'with its indexes, generated columns and checks: no directories, no JSON to check, no choice among snapshots. ' +
        'The load also ends with vacuum (analyze), \\copy does not.',
      what: {
        ...lse.command('db load', ['db', 'load', '--data-dir', day.directory], {
          LSE_DATABASE_URL: databases.postgresUrl('loaded'),
        }),
        ...emptyDatabase(context, 'loaded', day.first),
      },
      against: [
        {
          ...psql('\\copy', databases.postgresUrl('copied'), `\\copy runs (${COLUMNS}) from '${file}'`),
          ...emptyDatabase(context, 'copied', day.first),
        },
      ],
      target: 1.5,
      agree: async () => {
        const digests = await Promise.all(['loaded', 'copied'].map((name) => digestOf(databases.postgresUrl(name))));
        requireEqual('load and copy', [...digests, await digestOf(source)]);
        return `Both write the same ${digests[0]?.split(',')[0]}, by a digest of all columns.`;
      },
      notes: [`The file comes from a loaded database: \`\\copy (select ${COLUMNS} from runs) to '$SCRATCH/day.copy'\``],
    },
    context,
  );
}

/** Made again before each run. @param {Context} context @param {string} name @param {string} date */
function emptyDatabase({databases}, name, date) {
  return {
    prepare: async () => {
      await databases.dropPostgres(await databases.emptyPostgres(), name);
      const url = await databases.copyPostgres('empty', name);
      await withClient(url, (client) => client.query('select lse_ensure_partition($1)', [date]));
    },
    prepared: 'an empty database with the schema and the partition of the month is made',
  };
}

/** @param {string} label @param {string} url @param {string} statement */
function psql(label, url, statement) {
  return {label, argv: ['psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', url, '-c', statement]};
}

/** @param {string} url @returns {Promise<string>} */
function digestOf(url) {
  return withClient(url, async (client) => (await client.query(DIGEST)).rows[0].digest);
}

/** @param {Context} context */
async function againstFind(context) {
  const {lse, data, databases} = context;
  const month = await data.month();
  const isGnu = spawnSync('find', [month.directory, '-maxdepth', '0', '-printf', '%f'], {stdio: 'ignore'}).status === 0;
  if (!isGnu) throw new Skipped("find has no -printf here: GNU's is needed.");
  const url = await databases.postgres('month', month);
  return compare(
    {
      title: 'Loading 30 unchanged days again, against find',
      about: 'A load that has nothing to write, against the names and sizes of the same files.',
      what: lse.command('db load', ['db', 'load', '--json', '--data-dir', month.directory], {LSE_DATABASE_URL: url}),
      against: [{label: 'find', argv: ['find', month.directory, '-type', 'f', '-printf', '%f %s\\n']}],
      target: 3,
      mostRounds: 3,
      agree: ([loaded = '', found = '']) => {
        const {read, inserted, updated} = JSON.parse(loaded);
        requireEqual('load and find', [read, found.trim().split('\n').length]);
        requireEqual('written again', [inserted + updated, 0]);
        return `Both meet ${read} files, and nothing is written.`;
      },
    },
    context,
  );
}
