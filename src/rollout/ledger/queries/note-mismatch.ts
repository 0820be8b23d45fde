import type {Session} from '../store/ledger-store.ts';

export interface SeenMismatch {
  readonly project: string;
  readonly report: string;
  readonly fingerprint: string;
  readonly at: string;
}

/** Counts one more of a mismatch, and widens the time in which it was seen. */
export const sql = `
insert into lse_rollout_mismatches as mismatch (
  project, report, fingerprint, first_at, last_at, seen, explanation, explanation_size
)
values ($1, $2, $3, $4, $4, 1, null, 0)
on conflict (project, report, fingerprint) do update set
  first_at = case when excluded.first_at < mismatch.first_at then excluded.first_at else mismatch.first_at end,
  last_at = case when excluded.last_at > mismatch.last_at then excluded.last_at else mismatch.last_at end,
  seen = mismatch.seen + 1`;

export async function noteMismatch(session: Session, {project, report, fingerprint, at}: SeenMismatch): Promise<void> {
  await session.rows(sql, [project, report, fingerprint, at]);
}
