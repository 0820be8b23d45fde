import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {Entry, Origin, Outcome} from '../entry.ts';
import type {EntryQuery} from '../ledger.ts';
import type {Session} from '../store/ledger-store.ts';
import {readNumber, readProject, storedProject} from '../stored-text.ts';

interface Row {
  readonly id: string;
  readonly at: string;
  readonly origin: Origin;
  readonly report: string;
  readonly project: string;
  readonly from_date: CalendarDate;
  readonly to_date: CalendarDate;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly evidence_key: string;
  readonly data_digest: string | null;
  readonly control_records: string | number | null;
  readonly candidate_records: string | number | null;
  readonly failing: string | number | null;
  readonly cause: Entry['cause'];
  readonly unexplained: string | number;
  readonly control_milliseconds: string | number | null;
  readonly candidate_milliseconds: string | number | null;
  readonly fingerprint: string | null;
}

/** The columns order by code point as they are. */
export const allSql = `
select id, at, origin, report, project, from_date, to_date, outcome, reason, evidence_key, data_digest, control_records,
  candidate_records, failing, cause, unexplained, control_milliseconds, candidate_milliseconds, fingerprint
from lse_rollout_entries
where at >= $1
order by at, id`;

export const ofProjectSql = `
select id, at, origin, report, project, from_date, to_date, outcome, reason, evidence_key, data_digest, control_records,
  candidate_records, failing, cause, unexplained, control_milliseconds, candidate_milliseconds, fingerprint
from lse_rollout_entries
where project = $2 and at >= $1
order by at, id`;

export async function entries(session: Session, {project, since = ''}: EntryQuery): Promise<Entry[]> {
  const rows =
    project === undefined
      ? await session.rows<Row>(allSql, [since])
      : await session.rows<Row>(ofProjectSql, [since, storedProject(project)]);
  return rows.map(entryOf);
}

function entryOf(row: Row): Entry {
  return {
    id: row.id,
    at: row.at,
    origin: row.origin,
    report: row.report,
    project: readProject(row.project),
    from: row.from_date,
    to: row.to_date,
    outcome: row.outcome,
    reason: row.reason,
    evidenceKey: row.evidence_key,
    dataDigest: row.data_digest,
    records: {control: readNumber(row.control_records), candidate: readNumber(row.candidate_records)},
    failing: readNumber(row.failing),
    cause: row.cause,
    unexplained: Number(row.unexplained),
    milliseconds: {control: readNumber(row.control_milliseconds), candidate: readNumber(row.candidate_milliseconds)},
    fingerprint: row.fingerprint,
  };
}
