/** What it lifts, in no order that counts. */
export const sql = `
update lse_rollout_holds
set released_at = $2
where project = $1 and released_at is null
returning id, project, from_date, to_date, reason, since, fingerprint, needs_person, released_at`;
