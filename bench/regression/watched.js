import {rangeOf} from '../printed-counts.js';

/**
 * The commands that people wait for most, each against something that lse has no part in and that does the same kind of work: it moves
 * the same bytes, or starts the same Node. Small enough that all of them take minutes, large enough that a start does not hide the work.
 *
 * @typedef {import('../process.js').Command} Command
 * @typedef {{lse: import('../lse.js').Lse, databases: import('../databases.js').Databases}} Build a build of lse, and what it loaded
 * @typedef {{name: string, command: Command, anchor: Command}} Watched
 */

/** 5 days of 2,000 records of 20 KB: 200 MB. A tenth of the records for `--quick`. */
export const watchedShape = (/** @type {boolean} */ quick) => ({
  days: 5,
  first: '2025-12-01',
  tracesOfProject: quick ? 100 : 1000,
  runs: 10,
});

/**
 * The same names in the same order for every build.
 *
 * @param {Build} build
 * @param {import('../trees.js').Tree} tree
 * @returns {Promise<Watched[]>}
 */
export async function watchedCommands({lse, databases}, tree) {
  const node = {label: 'node -e 0', argv: [process.execPath, '-e', '0']};
  const cat = {label: 'cat', argv: ['sh', '-c', `find "$0" -name '*.json' -exec cat {} + > /dev/null`, tree.directory]};
  const range = rangeOf(tree);
  const errors = ['report', 'zenrows-errors', ...range];
  const detail = ['report', 'zenrows-detail', '--date', tree.first];
  const watched = [
    {name: 'lse --version', command: lse.command('version', ['--version']), anchor: node},
    {name: 'errors, files', command: lse.fileReport('errors', tree.directory, errors), anchor: cat},
    {name: 'detail of a day, files', command: lse.fileReport('detail', tree.directory, detail), anchor: cat},
  ];
  const urls = {
    SQLite: await databases.sqlite('regression', tree),
    PostgreSQL: await databases.postgres('regression', tree),
  };
  for (const [name, url] of Object.entries(urls)) {
    const both = {LSE_DATA_DIR: tree.directory, LSE_DATABASE_URL: url};
    const compared = ['report', 'compare', '--report', 'all', ...range, '--json'];
    watched.push(
      {name: `errors, ${name}`, command: lse.databaseReport('errors', url, errors), anchor: node},
      {name: `detail of a day, ${name}`, command: lse.databaseReport('detail', url, detail), anchor: node},
      {name: `compare, ${name}`, command: lse.command('compare', compared, both), anchor: cat},
      {
        name: `verify, ${name}`,
        command: lse.command('verify', ['db', 'verify', ...range, '--json'], both),
        anchor: cat,
      },
      {name: `load again, ${name}`, command: lse.command('load again', ['db', 'load', '--json'], both), anchor: cat},
    );
  }
  return [...watched, {name: 'load, SQLite', command: await emptyLoad({lse, databases}, tree), anchor: cat}];
}

/** @param {Build} build @param {import('../trees.js').Tree} tree @returns {Promise<Command>} */
async function emptyLoad({lse, databases}, tree) {
  await databases.emptySqlite();
  return {
    ...lse.command('load', ['db', 'load', '--json'], {
      LSE_DATA_DIR: tree.directory,
      LSE_DATABASE_URL: databases.sqliteUrl('regression-load'),
    }),
    prepare: () => {
      databases.removeSqlite('regression-load');
      databases.copySqlite('empty', 'regression-load');
    },
    prepared: 'an empty database with the schema is made',
  };
}
