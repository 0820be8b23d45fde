import type {Session} from '../store/ledger-store.ts';

/** All beyond those that were seen last. If two were seen at one moment, the name decides. */
export const sql = `
update lse_rollout_mismatches
set explanation = null, explanation_size = 0
where project = $1 and explanation is not null and (report, fingerprint) not in (
  select report, fingerprint
  from lse_rollout_mismatches
  where project = $1 and explanation is not null
  order by last_at desc, report, fingerprint
  limit $2
)`;

export async function dropSurplusExplanations(session: Session, project: string, most: number): Promise<void> {
  await session.rows(sql, [project, most]);
}
