import type {Connection} from '../../../backends/db/sqlite/driver.ts';

/**
 * Of a run that was written early, the plan must say the same: it is the snapshot that counts, nothing of it was worked out but its project, and
 * the tree has no file that may hold it.
 */
const findWrong = `
update run set is_written = 0
where is_written = 1
  and (
    trace_from is not null
    or not exists (
      select 1
      from trace
      where trace.trace_id = run.trace_id
        and trace.project = run.early_project
        and trace.project_from is run.early_project_from
        and trace.run_date = run.early_date
        and trace.date_from is null
    )
    or exists (select 1 from existing where existing.stem = run.stem)
  )`;

/** Finds out which runs were written early where they do not belong. */
export function findWrongEarly(scratch: Connection): Promise<void> {
  return scratch.run(findWrong, []);
}

/** A file that was written early, of a snapshot that does not count. */
export interface LostEarlyFile {
  readonly run_id: string;
  readonly project: string;
  readonly run_date: string;
  readonly extracted_at: string;
}

const lost = `
select given.run_id, given.early_project as project, given.early_date as run_date, source.extracted_at
from given
join source on source.id = given.source
where given.early_date is not null
  and not exists (select 1 from run where run.seq = given.seq)
order by given.seq`;

export function lostEarlyFiles(scratch: Connection): AsyncGenerator<LostEarlyFile> {
  return scratch.stream<LostEarlyFile>(lost);
}

/** Runs that were written early where they belong. */
export interface EarlyRuns {
  readonly project: string;
  readonly project_from: string | null;
  readonly run_date: string;
  readonly extracted_by: 'document' | 'export' | 'file';
  readonly runs: number;
}

const right = `
select run.early_project as project, run.early_project_from as project_from, run.early_date as run_date, source.extracted_by,
  count(*) as runs
from run
join source on source.id = run.source
where run.is_written = 1
group by run.early_project, run.early_project_from, run.early_date, source.extracted_by
order by run.early_project, run.early_project_from, run.early_date, source.extracted_by`;

export function earlyRuns(scratch: Connection): Promise<EarlyRuns[]> {
  return scratch.all<EarlyRuns>(right);
}
