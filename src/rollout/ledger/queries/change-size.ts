import type {Session} from '../store/ledger-store.ts';

export const sql = `
insert into lse_rollout_sizes as counted (project, size)
values ($1, $2)
on conflict (project) do update set size = counted.size + excluded.size`;

/** Adds to what the entries of a project count for, or takes away from it. */
export async function changeSize(session: Session, project: string, bytes: number): Promise<void> {
  await session.rows(sql, [project, bytes]);
}
