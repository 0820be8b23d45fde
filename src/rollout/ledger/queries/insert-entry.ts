import type {Entry} from '../entry.ts';
import type {Session} from '../store/ledger-store.ts';
import {storedProject, storedText, storedTextOrNull} from '../stored-text.ts';

export const sql = `
insert into lse_rollout_entries (
  id, at, origin, report, project, from_date, to_date, outcome, reason, evidence_key, data_digest, control_records,
  candidate_records, failing, cause, unexplained, control_milliseconds, candidate_milliseconds, fingerprint, size
)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
on conflict (id) do nothing
returning id`;

/** False where an entry of this id is there already. */
export async function insertEntry(session: Session, entry: Entry, size: number): Promise<boolean> {
  const inserted = await session.rows<{id: string}>(sql, [
    storedText(entry.id),
    entry.at,
    entry.origin,
    storedText(entry.report),
    storedProject(entry.project),
    entry.from,
    entry.to,
    entry.outcome,
    storedTextOrNull(entry.reason),
    storedText(entry.evidenceKey),
    storedTextOrNull(entry.dataDigest),
    entry.records.control,
    entry.records.candidate,
    entry.failing,
    entry.cause,
    entry.unexplained,
    entry.milliseconds.control,
    entry.milliseconds.candidate,
    storedTextOrNull(entry.fingerprint),
    size,
  ]);
  return inserted.length > 0;
}
