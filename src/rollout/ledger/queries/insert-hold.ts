import type {Hold} from '../act.ts';
import type {StoredValue} from '../store/ledger-store.ts';
import {storedProject, storedText, storedTextOrNull} from '../stored-text.ts';

/** Unless one is there under this id, lifted or not, or one of the same project and days is open. */
export const sql = `
insert into lse_rollout_holds (id, project, from_date, to_date, reason, since, fingerprint, needs_person, released_at)
select cast($1 as text), cast($2 as text), cast($3 as text), cast($4 as text), cast($5 as text), cast($6 as text),
  cast($7 as text), cast($8 as integer), null
where not exists (
  select 1
  from lse_rollout_holds
  where id = $1
    or (
      project = $2 and released_at is null
      and from_date is not distinct from cast($3 as text) and to_date is not distinct from cast($4 as text)
    )
)`;

export function holdValues(hold: Hold): StoredValue[] {
  return [
    storedText(hold.id),
    storedProject(hold.project),
    hold.days?.from ?? null,
    hold.days?.to ?? null,
    storedText(hold.reason),
    hold.since,
    storedTextOrNull(hold.fingerprint),
    hold.needsPerson ? 1 : 0,
  ];
}
