import type {CalendarDate} from '../../../../core/calendar-date.ts';
import {sqlText} from '../../sql-text.ts';
import type {BriefRow} from '../../stored-briefs.ts';
import type {Client} from '../client.ts';
import {BRIEFS_A_PAGE, streamPages} from '../row-stream.ts';

interface Row {
  readonly trace_id: string;
  readonly run_id: string;
  readonly brief: string | null;
}

/** In the order of traces, by `runs_by_trace`. Where `raw` holds the exact document it decides. */
export const ofDaySql = sqlText`
select trace_id, run_id, case when raw is null then brief end as brief
from runs
where project = $1 and run_date = $2
order by trace_id collate "C"`;

export async function* briefsOfDay(client: Client, project: string, date: CalendarDate): AsyncGenerator<BriefRow[]> {
  for await (const rows of streamPages<Row>(client, ofDaySql, [project, date], BRIEFS_A_PAGE)) {
    yield rows.map((row) => ({traceId: row.trace_id, runId: row.run_id, brief: row.brief}));
  }
}
