import type {Session} from '../store/ledger-store.ts';
import {storedProject} from '../stored-text.ts';

export const countSql = 'select count(*) as found from lse_rollout_entries where project = $1';

export const deleteSqls = [
  'delete from lse_rollout_entries where project = $1',
  'delete from lse_rollout_mismatches where project = $1',
  'delete from lse_rollout_sizes where project = $1',
  'delete from lse_rollout_acts where project = $1',
  'delete from lse_rollout_holds where project = $1',
  'delete from lse_rollout_queue where project = $1',
];

/** Deletes all of a project. @returns how many entries there were */
export async function forgetProject(session: Session, project: string): Promise<number> {
  const values = [storedProject(project)];
  const [row] = await session.rows<{found: string | number}>(countSql, values);
  for (const sql of deleteSqls) await session.rows(sql, values);
  return Number(row?.found);
}
