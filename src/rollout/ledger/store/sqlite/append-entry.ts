/** The view's trigger counts what must be counted; see `0001-ledger.ts`. */
export const sql = `
insert into lse_rollout_appends (
  id, at, origin, report, project, from_date, to_date, outcome, reason, evidence_key, data_digest, control_records,
  candidate_records, failing, cause, unexplained, control_milliseconds, candidate_milliseconds, fingerprint, size, explanation,
  explanation_size
)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)`;
