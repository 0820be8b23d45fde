import type {Session} from '../store/ledger-store.ts';

interface Row {
  readonly id: string;
  readonly at: string;
  readonly size: string | number;
}

/** As many as one statement looks at. */
const PAGE = 100;

export const sql = `
select id, at, size
from lse_rollout_entries
where project = $1
order by at, id
limit $2`;

export const deleteSql = 'delete from lse_rollout_entries where project = $1 and (at, id) <= ($2, $3)';

/** Deletes the oldest of a project until so many bytes are gone, or all entries. @returns the bytes that are gone */
export async function deleteOldestEntries(session: Session, project: string, bytes: number): Promise<number> {
  let gone = 0;
  while (gone < bytes) {
    const page = await session.rows<Row>(sql, [project, PAGE]);
    let last: Row | null = null;
    for (const row of page) {
      if (gone >= bytes) break;
      gone += Number(row.size);
      last = row;
    }
    if (last === null) return gone;
    await session.rows(deleteSql, [project, last.at, last.id]);
  }
  return gone;
}
