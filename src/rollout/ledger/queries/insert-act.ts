import type {Act} from '../act.ts';
import type {StoredValue} from '../store/ledger-store.ts';
import {storedProject, storedText, storedTextOrNull} from '../stored-text.ts';

export const sql = `
insert into lse_rollout_acts (id, at, kind, project, done_by, from_stage, to_stage, reason, forced, succeeded)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (id) do nothing`;

export function actValues(act: Act): StoredValue[] {
  return [
    storedText(act.id),
    act.at,
    act.kind,
    storedProject(act.project),
    storedText(act.by),
    act.from,
    act.to,
    storedTextOrNull(act.reason),
    act.forced ? 1 : 0,
    act.succeeded ? 1 : 0,
  ];
}
