import type {PruneScope} from '../../../../core/prune-report.ts';
import type {Connection} from '../driver.ts';

/** A null project means: all of them. */
export const sql = 'delete from runs where run_date < ?1 and (?2 is null or project = ?2)';

export async function deleteBefore(connection: Connection, {before, project}: PruneScope): Promise<void> {
  await connection.run(sql, [before, project]);
}
