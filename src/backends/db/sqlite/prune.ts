import type {PruneReport, PruneScope} from '../../../core/prune-report.ts';
import {type DayPlace, pruneReport} from '../prune-parts.ts';
import {withTransaction} from './connection.ts';
import type {Connection} from './driver.ts';
import {deleteBefore} from './queries/delete-before.ts';
import {prunableDays} from './queries/prunable-days.ts';
import {forgetRefusedBefore} from './queries/refused.ts';
import {SqliteStore} from './sqlite-store.ts';

/** What would go. */
export async function findPrunable(connection: Connection, scope: PruneScope): Promise<PruneReport> {
  return pruneReport(scope, await prunableDays(connection, scope), placeOf, {tables: [], applied: false});
}

/**
 * Deletes it, under the one write lock, so that the counts stay true. Later loads use the free pages. The file keeps its size: giving the
 * pages back rewrites all of it, and nobody should wait for that without asking for it.
 */
export async function prune(connection: Connection, scope: PruneScope): Promise<PruneReport> {
  const report = await withTransaction(connection, 'immediate', async () => {
    const found = await findPrunable(connection, scope);
    await deleteBefore(connection, scope);
    await forgetRefusedBefore(connection, scope);
    return {...found, applied: true};
  });
  if (report.records > 0) await new SqliteStore(connection).settle();
  return report;
}

/** There are no partitions. */
function placeOf(): DayPlace {
  return {table: 'runs', way: 'delete'};
}
