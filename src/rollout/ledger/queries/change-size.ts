import type {Session} from '../store/ledger-store.ts';

export const sql = `
insert into lse_rollout_sizes as counted (project, size)
values ($1, $2)
on conflict (project) do update set size = counted.size + excluded.size
returning size`;

/** Adds to what a project counts for, or takes away from it. @returns what it comes to */
export async function changeSize(session: Session, project: string, bytes: number): Promise<number> {
  const [row] = await session.rows<{size: string | number}>(sql, [project, bytes]);
  return Number(row?.size);
}
