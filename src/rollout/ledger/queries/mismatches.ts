import type {Mismatch} from '../ledger.ts';
import type {Session} from '../store/ledger-store.ts';
import {readProject, storedProject} from '../stored-text.ts';

interface Row {
  readonly project: string;
  readonly report: string;
  readonly fingerprint: string;
  readonly first_at: string;
  readonly last_at: string;
  readonly seen: string | number;
  readonly explanation: string | null;
}

export const allSql = `
select project, report, fingerprint, first_at, last_at, seen, explanation
from lse_rollout_mismatches
order by last_at desc, project, report, fingerprint`;

export const ofProjectSql = `
select project, report, fingerprint, first_at, last_at, seen, explanation
from lse_rollout_mismatches
where project = $1
order by last_at desc, project, report, fingerprint`;

/** A null project is every one, and all together. */
export async function mismatches(session: Session, project: string | null): Promise<Mismatch[]> {
  const rows =
    project === null
      ? await session.rows<Row>(allSql)
      : await session.rows<Row>(ofProjectSql, [storedProject(project)]);
  return rows.map((row) => ({
    fingerprint: row.fingerprint,
    project: readProject(row.project),
    report: row.report,
    first: row.first_at,
    last: row.last_at,
    count: Number(row.seen),
    explanation: row.explanation,
  }));
}
