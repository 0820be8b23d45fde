import {SourceError} from '../../../core/errors.ts';
import {sqlText} from '../sql-text.ts';
import type {Client} from './client.ts';
import {formatDuration, lockLimit, turnLimit} from './limits.ts';

/** The longest that goes by before it is said that something is waited for. */
const SLICE_MILLISECONDS = 3000;

/** What another one may be doing ("is loading a 2025-09-13 into"), and the command to run again. */
export interface Turn {
  readonly what: string;
  readonly retry: string;
}

/**
 * Takes a lock that other lses hold for as long as a day or a migration takes, within a transaction. It is asked for in
 * slices, so that whoever waits is told of it, and for a bounded time.
 *
 * @throws SourceError where it was not to be had in that time
 */
export async function takeTurn(client: Client, {what, retry}: Turn, lock: () => Promise<void>): Promise<void> {
  const {location, limits, notice} = client.context;
  const slice = Math.min(SLICE_MILLISECONDS, lockLimit(limits));
  const end = performance.now() + turnLimit(limits);
  for (let isTold = false; ; isTold = true) {
    await client.query(sqlText`savepoint turn; set local lock_timeout = ${slice}`.text);
    try {
      await lock();
      await client.query(sqlText`set local lock_timeout = ${lockLimit(limits)}; release savepoint turn`.text);
      return;
    } catch (error) {
      if ((error as {code?: string}).code !== '55P03') throw error;
      if (performance.now() >= end) throw stillHeld(what, retry, location, turnLimit(limits), error);
    }
    await client.query('rollback to savepoint turn');
    if (!isTold) {
      notice(`Another program ${what} ${location}; waiting for it, at most ${formatDuration(turnLimit(limits))}.`);
    }
  }
}

function stillHeld(what: string, retry: string, location: string, waited: number, cause: unknown): SourceError {
  return new SourceError(
    'LSE_DATABASE',
    `Another program ${what} ${location}, or holds its lock, for more than ${formatDuration(waited)}.`,
    `When it is done, try again: ${retry}`,
    {cause},
  );
}
