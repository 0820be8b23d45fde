/**
 * What a measurement is given.
 *
 * @typedef {object} Context
 * @property {boolean} quick small data
 * @property {number} rounds how often each command is run
 * @property {string} root of the repository
 * @property {string} scratch a directory for whatever a measurement writes
 * @property {import('./lse.js').Lse} lse
 * @property {import('./data.js').Data} data
 * @property {import('./databases.js').Databases} databases
 * @property {boolean} hasDuckDb
 * @property {boolean} hasPsql
 * @property {(command: import('./process.js').Command) => import('./result.js').ShownCommand} show
 * @property {import('./journal.js').Journal} journal
 *
 * @typedef {object} Measurement
 * @property {string} name what `--only` is matched with
 * @property {string} title
 * @property {(context: Context) => Promise<import('./result.js').Result>} run
 */
export {};
