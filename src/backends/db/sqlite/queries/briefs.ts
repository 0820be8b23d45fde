import type {Scope} from '../../../../core/scope.ts';
import {type SqlText, sqlText} from '../../sql-text.ts';
import {type BriefTraceRow, TRACES_A_PAGE} from '../../stored-briefs.ts';
import type {Connection, SqlValue} from '../driver.ts';
import {inBriefIndex} from '../migrations/0006-brief.ts';

/** A page of traces, each by itself in the order of the index `runs_brief`, from behind a given one on. It reads nothing else. */
const sqlOf = (condition: SqlText): string =>
  sqlText`
select run_date as date, project, trace_id,
  group_concat(json_quote(run_id) || ifnull(char(9) || brief, ''), char(12)) as records
from runs
where (run_date, project, trace_id) > (?, ?, ?) and run_date <= ? ${condition} and ${inBriefIndex}
group by run_date, project, trace_id
order by run_date, project, trace_id
limit ?`.text;

export const allProjectsSql = sqlOf(sqlText``);
export const oneProjectSql = sqlOf(sqlText`and project = ?`);

/** Before every project and id, since none of them is empty. */
const BEFORE_ALL = '';

export async function* briefs(connection: Connection, {from, to, project}: Scope): AsyncGenerator<BriefTraceRow[]> {
  const [sql, projects] = project === null ? [allProjectsSql, []] : [oneProjectSql, [project]];
  const behind = (...key: readonly SqlValue[]): Promise<BriefTraceRow[]> => {
    const rows = connection.all<BriefTraceRow>(sql, [...key, to, ...projects, TRACES_A_PAGE]);
    // A failure is reported when the page's turn comes; until then it must not count as unhandled.
    rows.catch(() => {});
    return rows;
  };
  let next: Promise<BriefTraceRow[]> | null = behind(from, BEFORE_ALL, BEFORE_ALL);
  while (next !== null) {
    const rows: BriefTraceRow[] = await next;
    const last = rows.at(-1);
    const isLast = last === undefined || rows.length < TRACES_A_PAGE;
    next = isLast ? null : behind(last.date, last.project, last.trace_id);
    yield rows;
  }
}
