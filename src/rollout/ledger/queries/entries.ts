import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {Entry} from '../entry.ts';
import type {EntryQuery} from '../ledger.ts';
import type {EntriesSql, Session} from '../store/ledger-store.ts';
import {readNumber, readProject, storedProject} from '../stored-text.ts';

/**
 * An entry as the statements of `EntriesSql` give it. A gate reads a hundred thousand, and a driver takes longer for each value of a row
 * than all of an entry takes as one text (SQLite: 1.2 s of processor time in 19 columns, 0.5 s so). The times stay columns: in a JSON text of SQLite a double
 * has 15 digits.
 */
interface Row {
  /** A JSON array of the values of `StoredEntry`. */
  readonly entry: string;
  readonly control_milliseconds: string | number | null;
  readonly candidate_milliseconds: string | number | null;
}

type StoredEntry = readonly [
  id: string,
  at: string,
  origin: Entry['origin'],
  report: string,
  project: string,
  from: CalendarDate,
  to: CalendarDate,
  outcome: Entry['outcome'],
  reason: string | null,
  evidenceKey: string,
  dataDigest: string | null,
  controlRecords: number | null,
  candidateRecords: number | null,
  failing: number | null,
  cause: Entry['cause'],
  unexplained: number,
  fingerprint: string | null,
];

export async function entries(session: Session, sql: EntriesSql, {project, since = ''}: EntryQuery): Promise<Entry[]> {
  const rows =
    project === undefined
      ? await session.rows<Row>(sql.all, [since])
      : await session.rows<Row>(sql.ofProject, [since, storedProject(project)]);
  return rows.map(entryOf);
}

function entryOf({entry, control_milliseconds, candidate_milliseconds}: Row): Entry {
  const [id, at, origin, report, project, from, to, outcome, reason, evidenceKey, dataDigest, ...others] = JSON.parse(
    entry,
  ) as StoredEntry;
  const [control, candidate, failing, cause, unexplained, fingerprint] = others;
  return {
    id,
    at,
    origin,
    report,
    project: readProject(project),
    from,
    to,
    outcome,
    reason,
    evidenceKey,
    dataDigest,
    records: {control, candidate},
    failing,
    cause,
    unexplained,
    milliseconds: {control: readNumber(control_milliseconds), candidate: readNumber(candidate_milliseconds)},
    fingerprint,
  };
}
