import type {EntriesSql} from '../ledger-store.ts';

/** Each row is an entry, as `queries/entries.ts` reads it. The columns order by code point as they are. */
export const sql: EntriesSql = {
  all: `
select json_build_array(
  id, at, origin, report, project, from_date, to_date, outcome, reason, evidence_key, data_digest, control_records,
  candidate_records, failing, cause, unexplained, fingerprint
)::text as entry, control_milliseconds, candidate_milliseconds
from lse_rollout_entries
where at >= $1
order by at, id`,
  ofProject: `
select json_build_array(
  id, at, origin, report, project, from_date, to_date, outcome, reason, evidence_key, data_digest, control_records,
  candidate_records, failing, cause, unexplained, fingerprint
)::text as entry, control_milliseconds, candidate_milliseconds
from lse_rollout_entries
where project = $2 and at >= $1
order by at, id`,
};
