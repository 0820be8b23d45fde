import {withClient} from '../databases/postgres.js';
import {heldFor, pauseWhile} from './fault.js';

/** @typedef {import('./fault.js').Fault} Fault @typedef {import('./fault.js').Plan} Plan */

const isPostgres = (/** @type {Plan} */ {kind}) => kind === 'postgres';

/** @type {Fault} */
const terminated = {
  name: 'backend-terminated',
  what: 'pg_terminate_backend ends what the command is connected to',
  weight: 3,
  ends: 'any',
  stdout: 'whole',
  fits: isPostgres,
  run: async ({start, random, plan, laboratory}) =>
    withClient(laboratory.postgresOwnUrl, async (client) => {
      const running = start();
      let happened = await pauseWhile(running, random.next() * 1.2 * laboratory.durationOf(plan.args));
      if (happened) {
        const {rowCount} = await client.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
        );
        happened = (rowCount ?? 0) > 0;
      }
      return {outcome: await running.outcome, happened};
    }),
};

/** @type {Fault} */
const restarted = {
  name: 'server-restart',
  what: 'the server is stopped at once and started again',
  weight: 1,
  ends: 'any',
  stdout: 'whole',
  lacks: ({postgres}) => (postgres?.restart === undefined ? 'the server is not ours' : null),
  fits: isPostgres,
  run: async ({start, random, plan, laboratory}) => {
    const running = start();
    const happened = await pauseWhile(running, random.next() * 1.2 * laboratory.durationOf(plan.args));
    if (happened) await laboratory.postgres?.restart?.();
    return {outcome: await running.outcome, happened};
  },
};

/** @param {string} name @param {string} what @param {number} weight @param {'success' | 'any'} ends @param {[number, number]} seconds @param {string} lock @returns {Fault} */
function tableLocked(name, what, weight, ends, seconds, lock) {
  return {
    name,
    what,
    weight,
    ends,
    stdout: 'whole',
    fits: isPostgres,
    run: async ({start, random, laboratory}) =>
      withClient(laboratory.postgresOwnUrl, async (client) => {
        await client.query('begin');
        await client.query(lock);
        const running = start({environment: laboratory.shortLimits});
        return heldFor(running, random, seconds, () => client.query('rollback'));
      }),
  };
}

/** @type {Fault} */
const heldForEver = {
  name: 'table-held',
  what: 'another session has locked the table runs and does not let go',
  weight: 0.5,
  ends: 'any',
  stdout: 'whole',
  fits: isPostgres,
  run: async ({start, laboratory}) =>
    withClient(laboratory.postgresOwnUrl, async (client) => {
      await client.query('begin');
      await client.query('lock table runs in access exclusive mode');
      // Until the command ends by itself, or is counted as hanging.
      const outcome = await start({environment: laboratory.shortLimits}).outcome;
      await client.query('rollback');
      return {outcome};
    }),
};

const oddSettings = [
  'default_transaction_isolation = serializable',
  "default_transaction_isolation = 'repeatable read'",
  'bytea_output = escape',
  "datestyle = 'SQL, DMY'",
  'standard_conforming_strings = off',
  "timezone = 'Pacific/Chatham'",
  'extra_float_digits = -15',
  "intervalstyle = 'sql_standard'",
  'enable_indexscan = off',
  'jit = on',
];

/** @param {string} name @param {string} what @param {'success' | 'refusal'} ends @param {number} weight @param {readonly string[]} settings @param {(plan: Plan) => boolean} [fits] @returns {Fault} */
function set(name, what, ends, weight, settings, fits = () => true) {
  return {
    name,
    what,
    weight,
    ends,
    stdout: 'whole',
    fits: (plan) => isPostgres(plan) && fits(plan),
    run: async ({start, random, laboratory}) => {
      const setting = random.pick(settings);
      const name = /** @type {string} */ (setting.split(' ')[0]);
      const alter = (/** @type {string} */ change) =>
        withClient(laboratory.postgresOwnUrl, async (client) => {
          const {rows} = await client.query('select quote_ident(current_database()) as name');
          await client.query('set default_transaction_read_only = off');
          await client.query(`alter database ${rows[0].name} ${change}`);
        });
      await alter(`set ${setting}`);
      try {
        return {outcome: await start().outcome};
      } finally {
        await alter(`reset ${name}`);
      }
    },
  };
}

const isReading = (/** @type {Plan} */ {after, args}) =>
  after === null && !args.includes('migrate') && !args.includes('indexes');

const readOnlyWrite = set(
  'default-read-only',
  'default_transaction_read_only is on: nothing is written',
  'refusal',
  1,
  ['default_transaction_read_only = on'],
  ({after}) => after !== null,
);

/** @type {Fault} */
const pooled = {
  name: 'pooler',
  what: 'the connection goes by way of pgbouncer in transaction mode, with busy neighbours',
  weight: 2,
  ends: 'success',
  stdout: 'whole',
  lacks: ({postgres}) => (postgres?.poolerUrl === undefined ? 'there is no pgbouncer here' : null),
  fits: isPostgres,
  run: async ({start, laboratory: {postgres}}) => {
    const url = postgres?.poolerUrl ?? '';
    let isOver = false;
    const neighbours = Array.from({length: 4}, () =>
      withClient(url, async (client) => {
        while (!isOver) await client.query('select pg_sleep(0.003)');
      }).catch(() => {}),
    );
    try {
      return {outcome: await start({url}).outcome};
    } finally {
      isOver = true;
      await Promise.all(neighbours);
    }
  },
};

export const serverFaults = [
  terminated,
  restarted,
  tableLocked(
    'table-locked-shortly',
    'another session locks the table runs for up to a second',
    1.5,
    'success',
    [0.1, 1],
    'lock table runs in access exclusive mode',
  ),
  tableLocked(
    'migrations-locked-shortly',
    'another session locks lse_migrations for up to a second',
    0.5,
    'success',
    [0.1, 1],
    'lock table lse_migrations in access exclusive mode',
  ),
  heldForEver,
  set(
    'odd-settings',
    'the database has unusual defaults: isolation, DateStyle, time zone …',
    'success',
    2,
    oddSettings,
  ),
  set('array-nulls-off', 'array_nulls is off', 'success', 1, ['array_nulls = off'], ({after}) => after !== null),
  set(
    'default-read-only-reads',
    'default_transaction_read_only is on: what only reads goes on',
    'success',
    0.7,
    ['default_transaction_read_only = on'],
    isReading,
  ),
  readOnlyWrite,
  pooled,
];
