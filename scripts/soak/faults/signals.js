import {statSync} from 'node:fs';
import {withClient} from '../databases/postgres.js';
import {pause, pauseWhile} from './fault.js';

/** @param {'SIGKILL' | 'SIGTERM' | 'SIGINT'} signal @param {number} weight @param {string} what @returns {import('./fault.js').Fault} */
function signalled(signal, weight, what) {
  return {
    name: signal.toLowerCase(),
    what,
    weight,
    ends: 'any',
    stdout: 'whole',
    fits: () => true,
    run: async ({start, random, laboratory, plan}) => {
      const running = start();
      // Up to a little more than what the command took last, so that every moment has its turn.
      const happened = await pauseWhile(running, random.next() * 1.2 * laboratory.durationOf(plan.args));
      if (happened) running.kill(signal);
      const outcome = await running.outcome;
      const isOver = outcome.signal !== null || [130, 143, ...plan.exits].includes(outcome.code ?? -1);
      return {
        outcome,
        happened,
        problems: isOver || !happened ? [] : [`it was told to end, and ended with ${outcome.code}`],
      };
    },
  };
}

/** @type {import('./fault.js').Fault} */
const killedWriting = {
  name: 'killed-while-writing',
  what: 'the command is killed a moment after it has begun to write to the database',
  weight: 3,
  ends: 'any',
  stdout: 'whole',
  fits: ({after}) => after !== null,
  run: async ({start, random, laboratory, plan}) => {
    const watch = plan.kind === 'postgres' ? watchPostgres : watchSqlite;
    return watch(laboratory, async (hasWritten) => {
      const running = start();
      let isOver = false;
      running.outcome.then(() => {
        isOver = true;
      });
      while (!isOver && !(await hasWritten())) await pause(1);
      const happened = !isOver && (await pauseWhile(running, random.next() * 30));
      if (happened) running.kill('SIGKILL');
      return {outcome: await running.outcome, happened};
    });
  },
};

/** @typedef {import('../laboratory.js').Laboratory} Laboratory @typedef {import('./fault.js').Faulted} Faulted */

/** A session that has a transaction id has written. @param {Laboratory} laboratory @param {(hasWritten: () => Promise<boolean>) => Promise<Faulted>} work */
function watchPostgres({postgresOwnUrl}, work) {
  const writers = 'select from pg_stat_activity where datname = current_database() and backend_xid is not null';
  return withClient(postgresOwnUrl, (client) => work(async () => ((await client.query(writers)).rowCount ?? 0) > 0));
}

/** What is written goes to the write-ahead log first. @param {Laboratory} laboratory @param {(hasWritten: () => Promise<boolean>) => Promise<Faulted>} work */
function watchSqlite({sqlitePath}, work) {
  const mark = () => {
    const {size = 0, mtimeMs = 0} = statSync(`${sqlitePath}-wal`, {throwIfNoEntry: false}) ?? {};
    return size === 0 ? 'empty' : `${size} ${mtimeMs}`;
  };
  const before = mark();
  return work(async () => mark() !== before && mark() !== 'empty');
}

export const signals = [
  signalled('SIGKILL', 4, 'the command is killed at any moment'),
  signalled('SIGTERM', 2, 'the command is told to end at any moment'),
  signalled('SIGINT', 2, 'Ctrl-C at any moment'),
  killedWriting,
];
