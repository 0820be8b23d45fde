import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {PruneReport, PruneScope} from '../../../core/prune-report.ts';
import {type DayPlace, pruneReport} from '../prune-parts.ts';
import type {Client} from './client.ts';
import {deleteBefore} from './queries/delete-before.ts';
import {dropPartition} from './queries/drop-partition.ts';
import {lockOutEverybody} from './queries/lock-runs.ts';
import {type PartitionRange, partitionRanges} from './queries/partition-ranges.ts';
import {prunableDays} from './queries/prunable-days.ts';
import {forgetRefusedBefore} from './queries/refused.ts';
import {applyReportSettings} from './queries/report-settings.ts';
import {withTableChange} from './table-change.ts';
import {settleDates} from './upkeep.ts';

/** What would go. */
export async function findPrunable(client: Client, scope: PruneScope): Promise<PruneReport> {
  const ranges = await partitionRanges(client, scope.before);
  const places = new Places(scope, ranges);
  return pruneReport(scope, await prunableDays(client, scope), places.of, {tables: places.past, applied: false});
}

/**
 * Removes it in one transaction: old partitions as a whole, everything else row by row.
 *
 * @throws SourceError as `withTableChange` does
 */
export async function prune(client: Client, scope: PruneScope): Promise<PruneReport> {
  return withTableChange(client, commandOf(scope), async () => {
    const places = await lockedPlaces(client, scope);
    // If nothing is dropped, only the deletion counts; if something is, the lock keeps these counts true.
    const counted = places.past.length === 0 ? [] : await prunableDays(client, scope);
    for (const name of places.past) await dropPartition(client, name);
    const days = [
      ...counted.filter(({date}) => places.of(date).way === 'drop'),
      ...(await deleteBefore(client, scope)),
    ];
    await forgetRefusedBefore(client, scope);
    return pruneReport(scope, days, places.of, {tables: places.past, applied: true});
  });
}

/** Afterwards it updates the statistics of the partitions that lost rows. */
export async function settlePruned(client: Client, {parts}: PruneReport): Promise<void> {
  const thinned = parts.filter(({way}) => way === 'delete').map(({firstDate}) => firstDate);
  if (thinned.length > 0) await settleDates(client, thinned);
}

/** Detaching a partition locks everybody out. After the wait for that, another prune may have been faster. */
async function lockedPlaces(client: Client, scope: PruneScope): Promise<Places> {
  const places = new Places(scope, await partitionRanges(client, scope.before));
  if (places.past.length === 0) return places;
  await lockOutEverybody(client);
  // Everybody waits for the counting, so it must not read whole tables.
  await applyReportSettings(client);
  return new Places(scope, await partitionRanges(client, scope.before));
}

/** Where the rows of a date lie, and whether that table goes as a whole. */
class Places {
  readonly past: readonly string[];
  readonly #ranges: readonly PartitionRange[];

  constructor({project}: PruneScope, ranges: readonly PartitionRange[]) {
    this.#ranges = ranges;
    // Other projects share the partitions.
    this.past = project === null ? ranges.filter(({isPast}) => isPast).map(({name}) => name) : [];
  }

  readonly of = (date: CalendarDate): DayPlace => {
    const table = this.#ranges.find(({from, to}) => from <= date && date <= to)?.name ?? 'runs';
    return {table, way: this.past.includes(table) ? 'drop' : 'delete'};
  };
}

function commandOf({before, project}: PruneScope): string {
  return `lse db prune --before ${before}${project === null ? '' : ` --project '${project}'`} --apply`;
}
