// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the code to find holds them
const POSTGRES = 'src/backends/db/postgres';
const CONNECTION = `${POSTGRES}/connection.ts`;
const TRANSACTION = `${POSTGRES}/transaction.ts`;
const LOAD = 'src/transfer/tree-load.ts';

const waiting = ['test/faults/waiting.test.ts'];
const retrying = ['test/faults/retrying.test.ts'];
const settings = ['test/faults/odd-settings.test.ts'];

export const title = 'Faults of the database';

/** @type {readonly import('./sections.js').Mutation[]} */
export const mutations = [
  {
    rule: 'faults: silence has a limit',
    file: `${POSTGRES}/client.ts`,
    find: 'if (quiet < LOOKS) return;',
    replace: 'if (quiet >= 0) return;',
    tests: waiting,
    only: 'falls silent',
  },
  {
    rule: 'faults: an interrupted statement is cancelled at the server',
    file: `${POSTGRES}/client.ts`,
    find: 'this.#waiting.size > 0 ? this.#cancel() : Promise.resolve()',
    replace: 'Promise.resolve()',
    tests: waiting,
    only: 'cancelled at the server',
  },
  {
    rule: 'faults: a statement has a limit at the server',
    file: TRANSACTION,
    find: 'return sqlText`set local statement_timeout = ${statementLimit(client.context.limits, kind)}`;',
    replace: 'return sqlText`select 1`;',
    tests: waiting,
    only: 'ended by the server',
  },
  {
    rule: 'faults: a lock is waited for within a limit',
    file: TRANSACTION,
    find: '`set local lock_timeout = ${lockLimit(limits)}`',
    replace: "'select 1'",
    tests: waiting,
    only: 'on the table ends',
  },
  {
    rule: 'faults: loaders of one day take turns, for a bounded time',
    file: `${POSTGRES}/turn.ts`,
    find: 'if (performance.now() >= end)',
    replace: 'if (performance.now() < end)',
    tests: waiting,
    only: 'of a day is waited for',
  },
  {
    rule: 'faults: what passes by itself is tried again',
    file: CONNECTION,
    find: 'isOwn && isPassing(error)',
    replace: 'isOwn && !isPassing(error)',
    tests: retrying,
    only: 'too many connections',
  },
  {
    rule: 'faults: not without end',
    file: CONNECTION,
    find: 'retries < limits.retries',
    replace: 'retries <= limits.retries',
    tests: retrying,
    only: 'not made again without end',
  },
  {
    rule: 'faults: never if something was given away',
    file: CONNECTION,
    find: 'if (isSeen) throw',
    replace: 'if (!isSeen) throw',
    tests: retrying,
    only: 'by an export',
  },
  {
    rule: 'faults: a comparison starts again, too',
    file: 'src/compare/observation.ts',
    find: 'if (error instanceof StartAgain) throw error;',
    replace: '',
    tests: retrying,
    only: 'everything that reads',
  },
  {
    rule: 'faults: nobody knows whether a broken commit went through',
    file: `${POSTGRES}/postgres-database.ts`,
    find: 'prune(client, scope), {repeatable: false}',
    replace: 'prune(client, scope), {repeatable: true}',
    tests: retrying,
    only: 'nobody knows',
  },
  {
    rule: 'faults: a load that begins again counts what the first attempt wrote',
    file: LOAD,
    find: 'if (earlier === null || counts.inserted + counts.updated > 0)',
    replace: 'if (counts !== null)',
    tests: retrying,
    only: 'after it did leaves a load',
  },
  {
    rule: 'faults: and tells of each file once',
    file: LOAD,
    find: 'if (read > told) onFiles(1);',
    replace: 'onFiles(1);',
    tests: retrying,
    only: 'each file once',
  },
  {
    rule: 'settings: what is read-only stays so',
    file: TRANSACTION,
    find: '`begin isolation level read committed`',
    replace: '`begin isolation level read committed read write`',
    tests: settings,
    only: 'read-only by default',
  },
  {
    rule: 'settings: no default isolation level hides what was waited for',
    file: TRANSACTION,
    find: '`begin isolation level read committed`',
    replace: '`begin`',
    tests: settings,
    only: 'does not hide',
  },
  {
    rule: 'settings: array_nulls',
    file: TRANSACTION,
    find: "array_nulls: 'on',",
    replace: '',
    tests: settings,
    only: 'array_nulls',
  },
  {
    rule: 'settings: standard_conforming_strings',
    file: TRANSACTION,
    find: "standard_conforming_strings: 'on',",
    replace: '',
    tests: settings,
    only: 'standard_conforming_strings',
  },
  {
    rule: 'settings: quote_all_identifiers',
    file: TRANSACTION,
    find: "quote_all_identifiers: 'off',",
    replace: '',
    tests: settings,
    only: 'Postgres, MDY',
  },
  {
    rule: 'settings: row_security',
    file: TRANSACTION,
    find: "row_security: 'on',",
    replace: '',
    tests: settings,
    only: 'row-level security',
  },
  {
    rule: 'settings: limits of the role',
    file: TRANSACTION,
    find: '`set local idle_in_transaction_session_timeout = ${idleLimit(limits)}`',
    replace: "'select 1'",
    tests: settings,
    only: 'statement_timeout',
  },
];
