import type {LiftedHold} from '../act.ts';
import type {Session} from '../store/ledger-store.ts';
import {storedProject} from '../stored-text.ts';
import {type HoldRow, liftedHoldOf} from './stored-hold.ts';

export const sql = `
select id, project, from_date, to_date, reason, since, fingerprint, needs_person, released_at
from lse_rollout_holds
where project = $1 and released_at >= $2
order by released_at, id`;

export async function liftedHolds(session: Session, project: string, since: string): Promise<LiftedHold[]> {
  return (await session.rows<HoldRow>(sql, [storedProject(project), since])).map(liftedHoldOf);
}
