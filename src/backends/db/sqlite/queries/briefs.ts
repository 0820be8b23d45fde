import type {CalendarDate} from '../../../../core/calendar-date.ts';
import {sqlText} from '../../sql-text.ts';
import type {BriefRow} from '../../stored-briefs.ts';
import type {Connection} from '../driver.ts';
import {inBriefIndex} from '../migrations/0006-brief.ts';

interface Row {
  readonly trace_id: string;
  readonly run_id: string;
  readonly brief: string | null;
}

/** A page in the order of traces, from behind a run on, out of the index `runs_brief`. */
export const ofDaySql = sqlText`
select trace_id, run_id, brief
from runs
where project = ? and run_date = ? and (trace_id, run_id) > (?, ?) and ${inBriefIndex}
order by trace_id, run_id
limit ?`.text;

/** Each page is one way through the thread pool and back, and a page is 30 MB at most. */
const ROWS_A_PAGE = 1000;
/** Before every id, none of which is empty. */
const BEFORE_ALL = '';

export async function* briefsOfDay(
  connection: Connection,
  project: string,
  date: CalendarDate,
): AsyncGenerator<BriefRow[]> {
  const ask = (traceId: string, runId: string): Promise<Row[]> => {
    const rows = connection.all<Row>(ofDaySql, [project, date, traceId, runId, ROWS_A_PAGE]);
    // A failure is met where the page's turn comes; until then it must not count as unhandled.
    rows.catch(() => {});
    return rows;
  };
  let next: Promise<Row[]> | null = ask(BEFORE_ALL, BEFORE_ALL);
  while (next !== null) {
    const rows: Row[] = await next;
    const last = rows.at(-1);
    next = last === undefined || rows.length < ROWS_A_PAGE ? null : ask(last.trace_id, last.run_id);
    yield rows.map((row) => ({traceId: row.trace_id, runId: row.run_id, brief: row.brief}));
  }
}
