import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {Client} from './client.ts';
import {limitLockWait} from './queries/lock-runs.ts';
import {limitStatements, withTransaction} from './transaction.ts';

/** PostgreSQL's answers if it cannot get a lock in time, if another loader was faster, or if the loader does not own the table. */
const HARMLESS = new Set(['55P03', '40P01', '42P07', '23505', '42501']);

/**
 * Gives the date's month a partition of its own. If another program keeps the default partition locked, the next load
 * does it: rows lie in the default partition until then, and every report is still correct.
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
