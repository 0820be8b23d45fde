import type {Hold} from '../act.ts';
import type {Session} from '../store/ledger-store.ts';
import {storedProject, storedText} from '../stored-text.ts';
import {type HoldRow, holdOf} from './stored-hold.ts';

/** The one that was written under this id, lifted or not, or an open one of the same project and days. */
export const sql = `
select id, project, from_date, to_date, reason, since, fingerprint, needs_person, released_at
from lse_rollout_holds
where id = $1
  or (
    project = $2 and released_at is null
    and from_date is not distinct from cast($3 as text) and to_date is not distinct from cast($4 as text)
  )
order by case when id = $1 then 0 else 1 end, since, id
limit 1`;

export async function sameHold(session: Session, {id, project, days}: Hold): Promise<Hold | null> {
  const values = [storedText(id), storedProject(project), days?.from ?? null, days?.to ?? null];
  const [row] = await session.rows<HoldRow>(sql, values);
  return row === undefined ? null : holdOf(row);
}
