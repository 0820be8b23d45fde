import type {Connection} from '../../../backends/db/sqlite/driver.ts';

export interface TraceMember {
  readonly trace_id: string;
  readonly run_id: string;
  readonly project_name: string | null;
  readonly project_from: string | null;
  readonly project_id: string | null;
  readonly start_seconds: number | null;
  readonly root_seconds: number | null;
  readonly file: string;
  readonly line: number | null;
}

const sql = `
select trace_id, run_id, project_name, project_from, project_id, start_seconds, root_seconds, file, line
from run
order by trace_id, run_id`;

/** All runs, those of a trace together. */
export function traceMembers(scratch: Connection): AsyncGenerator<TraceMember> {
  return scratch.stream<TraceMember>(sql);
}
