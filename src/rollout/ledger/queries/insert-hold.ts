import type {Hold} from '../act.ts';
import type {Session} from '../store/ledger-store.ts';
import {storedProject, storedText, storedTextOrNull} from '../stored-text.ts';
import {type HoldRow, holdOf} from './stored-hold.ts';

export const sql = `
insert into lse_rollout_holds (id, project, from_date, to_date, reason, since, fingerprint, needs_person, released_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, null)
returning id, project, from_date, to_date, reason, since, fingerprint, needs_person, released_at`;

export async function insertHold(session: Session, hold: Hold): Promise<Hold> {
  const [row] = await session.rows<HoldRow>(sql, [
    storedText(hold.id),
    storedProject(hold.project),
    hold.days?.from ?? null,
    hold.days?.to ?? null,
    storedText(hold.reason),
    hold.since,
    storedTextOrNull(hold.fingerprint),
    hold.needsPerson ? 1 : 0,
  ]);
  return holdOf(row as HoldRow);
}
