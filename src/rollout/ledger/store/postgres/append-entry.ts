/**
 * An entry, its size, and its mismatch with the explanation unless there is one. Nothing of it if an entry of this id is there. The
 * rows that others change as well are locked from here to the commit that follows at once; those of mismatches after that of the size,
 * which is one for all that is about a project.
 */
export const sql = `
with entry as (
  insert into lse_rollout_entries (
    id, at, origin, report, project, from_date, to_date, outcome, reason, evidence_key, data_digest, control_records,
    candidate_records, failing, cause, unexplained, control_milliseconds, candidate_milliseconds, fingerprint, size
  )
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
  on conflict (id) do nothing
  returning at, report, project, fingerprint, size
),
sized as (
  insert into lse_rollout_sizes as counted (project, size)
  select project, size from entry
  on conflict (project) do update set size = counted.size + excluded.size
  returning project
),
seen as (
  insert into lse_rollout_mismatches as mismatch (
    project, report, fingerprint, first_at, last_at, seen, explanation, explanation_size
  )
  select entry.project, entry.report, entry.fingerprint, entry.at, entry.at, 1, cast($21 as text), cast($22 as bigint)
  from entry
  join sized on sized.project = entry.project
  where entry.fingerprint is not null
  on conflict (project, report, fingerprint) do update set
    first_at = case when excluded.first_at < mismatch.first_at then excluded.first_at else mismatch.first_at end,
    last_at = case when excluded.last_at > mismatch.last_at then excluded.last_at else mismatch.last_at end,
    seen = mismatch.seen + 1,
    explanation = coalesce(mismatch.explanation, excluded.explanation),
    explanation_size = case
      when mismatch.explanation is null then excluded.explanation_size
      else mismatch.explanation_size
    end
  returning project
)
select count(*) as mismatches from seen`;
