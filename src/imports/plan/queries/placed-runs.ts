import type {Connection} from '../../../backends/db/sqlite/driver.ts';
import type {FormatName} from '../../given.ts';

/** Of one run the snapshot that counts, and where it belongs. */
export interface PlacedRun {
  readonly seq: number;
  readonly run_id: string;
  readonly trace_id: string;
  readonly trace_from: string | null;
  readonly project: string;
  readonly project_from: string | null;
  /** Null if nobody knows it. */
  readonly run_date: string | null;
  readonly date_from: string | null;
  readonly has_ended: number;
  readonly derives: number;
  readonly bytes: number;
  readonly file: string;
  /** Where its bytes lie: the number of the file and the offset, both null if they cannot be read there. */
  readonly number: number | null;
  readonly at: number | null;
  readonly line: number | null;
  readonly extracted_at: string;
  readonly extracted_by: 'document' | 'export' | 'file';
  readonly format: FormatName | null;
  /** Where its file was written before it was known that it does not belong there; null if it was not written. */
  readonly early_date: string | null;
  readonly early_project: string | null;
}

const sql = `
select run.seq, run.run_id, run.trace_id, run.trace_from, trace.project, trace.project_from, trace.run_date, trace.date_from,
  run.has_ended, run.derives, run.bytes, source.file, source.number, run.at, run.line, source.extracted_at, source.extracted_by,
  source.format, run.early_date, run.early_project
from run
join trace on trace.trace_id = run.trace_id
join source on source.id = run.source
where run.seq > ? and run.is_written = 0
order by run.seq
limit 1000`;

/** The next ones in the order of the source of those that are not yet written. */
export function placedRuns(scratch: Connection, after: number): Promise<PlacedRun[]> {
  return scratch.all<PlacedRun>(sql, [after]);
}
