import type {Hold} from '../act.ts';
import type {Session} from '../store/ledger-store.ts';
import {storedProject} from '../stored-text.ts';
import {type HoldRow, holdOf} from './stored-hold.ts';

export const allSql = `
select id, project, from_date, to_date, reason, since, fingerprint, needs_person, released_at
from lse_rollout_holds
where released_at is null
order by since, id`;

export const ofProjectSql = `
select id, project, from_date, to_date, reason, since, fingerprint, needs_person, released_at
from lse_rollout_holds
where project = $1 and released_at is null
order by since, id`;

export async function openHolds(session: Session, project?: string): Promise<Hold[]> {
  const rows =
    project === undefined
      ? await session.rows<HoldRow>(allSql)
      : await session.rows<HoldRow>(ofProjectSql, [storedProject(project)]);
  return rows.map(holdOf);
}
