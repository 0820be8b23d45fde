import type {Connection} from '../../../backends/db/sqlite/driver.ts';

/** Chooses one of several snapshots of a run: the one that was extracted last, of those one that has ended, of those the last in the source. */
const sql = `
insert into run (run_id, seq, stem, trace_id, trace_from, parent_id, project_name, project_from, project_id, start_seconds,
  root_seconds, has_ended, is_pending, says_trace, derives, bytes, checksum, source, line, at, early_date,
  early_project, early_project_from, is_written)
select run_id, seq, stem, trace_id, trace_from, parent_id, project_name, project_from, project_id, start_seconds,
  root_seconds, has_ended, is_pending, says_trace, derives, bytes, checksum, source, line, at, early_date,
  early_project, early_project_from, early_date is not null
from (
  select *, row_number() over (
    partition by run_id
    order by extracted_seconds desc, extracted_fraction desc, has_ended desc, seq desc
  ) as place
  from given
) as snapshot
where place = 1
order by run_id;
create index run_seq on run (seq);
create index run_unplaced on run (parent_id) where trace_id is null`;

export function chooseWinners(scratch: Connection): Promise<void> {
  return scratch.execute(sql);
}
