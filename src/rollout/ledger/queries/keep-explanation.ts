import type {Session} from '../store/ledger-store.ts';
import type {SeenMismatch} from './note-mismatch.ts';

/** Unless the mismatch has one. */
export const sql = `
update lse_rollout_mismatches
set explanation = $4, explanation_size = $5
where project = $1 and report = $2 and fingerprint = $3 and explanation is null
returning explanation_size`;

/** False where it has one already. */
export async function keepExplanation(
  session: Session,
  {project, report, fingerprint}: SeenMismatch,
  {text, size}: {readonly text: string; readonly size: number},
): Promise<boolean> {
  return (await session.rows(sql, [project, report, fingerprint, text, size])).length > 0;
}
