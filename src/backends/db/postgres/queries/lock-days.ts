import type {DayKey} from '../../../../core/scope.ts';
import type {Client} from '../client.ts';

/** One lock for each day, always in the same order, so that two loaders of the same days cannot wait for each other. */
export const sql = `
select pg_advisory_xact_lock(hashtextextended(days.project || '/' || days.run_date, 0))
from (
  select project, run_date
  from unnest($1::text[], $2::text[]) as given (project, run_date)
  order by project collate "C", run_date collate "C"
) as days`;

/**
 * Two loaders of one day take turns until their transactions end. Without the lock each could decide by rows that the
 * other is about to replace.
 */
export async function lockDays(client: Client, days: readonly DayKey[]): Promise<void> {
  await client.query(sql, [days.map(({project}) => project), days.map(({date}) => date)]);
}
