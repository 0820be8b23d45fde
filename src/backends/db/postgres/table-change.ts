import {SourceError} from '../../../core/errors.ts';
import type {Client} from './client.ts';
import {limitLockWait} from './queries/lock-runs.ts';
import {limitStatements, withTransaction} from './transaction.ts';

/** PostgreSQL's answers if it cannot get a lock in time, or could never get it. */
const HELD = new Set(['55P03', '40P01']);
/** Its answers if something refers to a row, or depends on a table. */
const REFERRED = new Set(['23503', '2BP01']);

/**
 * Runs a change of the table itself in one transaction that waits only a moment for other programs. `retry` is the command to run again.
 *
 * @throws SourceError if another program has locked the table, or something refers to rows or tables that would go
 */
export async function withTableChange<T>(client: Client, retry: string, work: () => Promise<T>): Promise<T> {
  try {
    return await withTransaction(client, 'write', async () => {
      await limitStatements(client, 'table');
      await limitLockWait(client);
      return work();
    });
  } catch (error) {
    throw refusal(client.context.location, retry, error);
  }
}

function refusal(location: string, retry: string, cause: unknown): unknown {
  const {code = '', message, detail} = cause as {code?: string; message?: string; detail?: string};
  if (HELD.has(code)) {
    return new SourceError(
      'LSE_DATABASE',
      `Another program holds the table runs of ${location} (${message}); nothing was changed.`,
      `When it is done, try again: ${retry}`,
      {cause},
    );
  }
  if (REFERRED.has(code)) {
    const reason = [message, detail?.split('\n')[0]].filter((text) => text !== undefined).join(': ');
    return new SourceError(
      'LSE_DATABASE',
      `Something refers to what would go from ${location} (${reason.replace(/\.$/, '')}); nothing was changed.`,
      `Delete what refers to it or drop its constraint, then try again: ${retry}`,
      {cause},
    );
  }
  return cause;
}
