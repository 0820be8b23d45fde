import {SourceError} from '../../../core/errors.ts';
import {sqlText} from '../sql-text.ts';
import type {Client} from './client.ts';
import {formatDuration, lockLimit, turnLimit} from './limits.ts';

/** After this time at most, lse says that it waits. */
const SLICE_MILLISECONDS = 3000;

/** What another lse may be doing ("is loading a 2025-09-13 into"), and the command to run again. */
export interface Turn {
  readonly what: string;
  readonly retry: string;
}

/**
 * Takes a lock, within a transaction, that another lse may have as long as a day or a migration takes. It asks in
 * slices, so that it can tell the user that it waits, and stops after a limit.
 *
 * @throws SourceError if the lock was not free within that time
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
