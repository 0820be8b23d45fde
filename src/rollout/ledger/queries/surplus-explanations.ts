import type {Session} from '../store/ledger-store.ts';

interface Row {
  readonly report: string;
  readonly fingerprint: string;
  readonly explanation_size: string | number;
}

/** Beyond the so many that were seen last. Of two that were seen at one moment the name decides. */
export const sql = `
select report, fingerprint, explanation_size
from lse_rollout_mismatches
where project = $1 and explanation is not null
order by last_at desc, report, fingerprint
limit 1000000 offset $2`;

export const dropSql = `
update lse_rollout_mismatches
set explanation = null, explanation_size = 0
where project = $1 and report = $2 and fingerprint = $3`;

/** @returns the bytes that they counted for */
export async function dropSurplusExplanations(session: Session, project: string, most: number): Promise<number> {
  let bytes = 0;
  for (const {report, fingerprint, explanation_size} of await session.rows<Row>(sql, [project, most])) {
    await session.rows(dropSql, [project, report, fingerprint]);
    bytes += Number(explanation_size);
  }
  return bytes;
}
