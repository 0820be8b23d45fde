import type {Session} from '../store/ledger-store.ts';

interface Row {
  readonly id: string;
  readonly at: string;
  readonly project: string;
  readonly size: string | number;
}

export const prunedAtSql = 'select pruned_at from lse_rollout_upkeep where turn = 1';
export const notePrunedSql = 'update lse_rollout_upkeep set pruned_at = $1 where turn = 1';

export const sizedSql = 'select project from lse_rollout_sizes order by project';

export const oldEntriesSql = `
select id, at, project, size
from lse_rollout_entries
where at < $1
order by at, id
limit $2`;

export const deleteEntriesSql = 'delete from lse_rollout_entries where (at, id) <= ($1, $2)';

export const deleteMismatchesSql = 'delete from lse_rollout_mismatches where last_at < $1';
export const deleteRoutineSql = `delete from lse_rollout_acts where kind in ('fell back', 'loaded') and at < $1`;

export async function prunedAt(session: Session): Promise<string> {
  const [row] = await session.rows<{pruned_at: string}>(prunedAtSql);
  return row?.pruned_at ?? '';
}

export async function notePruned(session: Session, at: string): Promise<void> {
  await session.rows(notePrunedSql, [at]);
}

/** In an order that is always the same. */
export async function sizedProjects(session: Session): Promise<string[]> {
  return (await session.rows<{project: string}>(sizedSql)).map(({project}) => project);
}

/** Deletes up to so many entries from before a moment, the oldest first. @returns of each project the bytes that are gone */
export async function deleteOldEntries(
  session: Session,
  before: string,
  most: number,
): Promise<{readonly entries: number; readonly bytes: ReadonlyMap<string, number>}> {
  const rows = await session.rows<Row>(oldEntriesSql, [before, most]);
  const bytes = new Map<string, number>();
  for (const {project, size} of rows) bytes.set(project, (bytes.get(project) ?? 0) + Number(size));
  const last = rows.at(-1);
  if (last !== undefined) await session.rows(deleteEntriesSql, [last.at, last.id]);
  return {entries: rows.length, bytes};
}

/** Deletes the mismatches that were not seen since a moment. */
export async function deleteOldMismatches(session: Session, before: string): Promise<void> {
  await session.rows(deleteMismatchesSql, [before]);
}

/** What lse did by itself, and loads; what people decided stays. */
export async function deleteOldRoutine(session: Session, before: string): Promise<void> {
  await session.rows(deleteRoutineSql, [before]);
}
