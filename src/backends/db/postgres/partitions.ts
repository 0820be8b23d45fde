import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {Client} from './client.ts';
import {limitLockWait} from './queries/lock-runs.ts';
import {limitStatements, withTransaction} from './transaction.ts';

/** What PostgreSQL answers where a lock is not to be had in time, where another loader was faster, or to a loader that does not own the table. */
const HARMLESS = new Set(['55P03', '40P01', '42P07', '23505', '42501']);

/**
 * Gives the date's month a partition of its own. Where another program holds on to the default partition, it is left
 * for the next load: rows lie in the default one until then, and every report is right all the same.
 */
export async function ensurePartition(client: Client, date: CalendarDate): Promise<void> {
  try {
    await withTransaction(client, 'write', async () => {
      await limitStatements(client, 'table');
      await limitLockWait(client);
      await client.query('select lse_ensure_partition($1::date)', [date]);
    });
  } catch (error) {
    if (!HARMLESS.has(String((error as {code?: string}).code))) throw error;
  }
}
