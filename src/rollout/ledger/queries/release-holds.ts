import type {Session} from '../store/ledger-store.ts';
import {storedProject} from '../stored-text.ts';

export const sql = `
update lse_rollout_holds
set released_at = $2
where project = $1 and released_at is null`;

export async function releaseHolds(session: Session, project: string, at: string): Promise<void> {
  await session.rows(sql, [storedProject(project), at]);
}
