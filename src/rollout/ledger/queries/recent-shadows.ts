import type {Outcome} from '../entry.ts';
import type {Session} from '../store/ledger-store.ts';

export interface RecentShadow {
  readonly at: string;
  readonly outcome: Outcome;
}

/** The results of the last shadows that asked the database, of all projects; the newest comes first. Its index has these words. */
export const sql = `
select at, outcome
from lse_rollout_entries
where origin in ('shadow', 'live') and outcome <> 'skipped' and at <= $1
order by at desc, id desc
limit $2`;

export function recentShadows(session: Session, until: string, most: number): Promise<RecentShadow[]> {
  return session.rows<RecentShadow>(sql, [until, most]);
}
