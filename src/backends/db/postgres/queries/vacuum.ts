import {joined, serverName, sqlText} from '../../sql-text.ts';
import type {Client} from '../client.ts';
import {withTransaction} from '../transaction.ts';

/** The partitions in which the rows of some dates can lie. Names are as the server writes them, quoted if they need it. */
const partitionsSql = `
select distinct tree.relid::regclass::text as name
from unnest($1::date[]) as days (day)
join pg_partition_tree('runs') as tree
  on tree.relid in (to_regclass('runs_' || to_char(days.day, 'YYYY_MM')), 'runs_default'::regclass)
order by name`;

/**
 * Updates the planner's statistics of those partitions, and the visibility map: without it no index answers alone. The others have not
 * changed, and there may be many. One that another load keeps locked until its end, for its first statistics, is left to that load.
 */
export async function vacuumPartitions(client: Client, dates: readonly string[]): Promise<void> {
  const {rows} = await withTransaction(client, 'snapshot', () => client.query<{name: string}>(partitionsSql, [dates]));
  const names = joined(rows.map(({name}) => serverName(name)));
  client.expect('table');
  try {
    await client.query(sqlText`vacuum (analyze, skip_locked) ${names}`.text);
  } finally {
    client.expect('date');
  }
}
