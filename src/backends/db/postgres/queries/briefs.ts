import type {Scope} from '../../../../core/scope.ts';
import {type SqlText, sqlText} from '../../sql-text.ts';
import {type BriefTraceRow, TRACES_A_PAGE} from '../../stored-briefs.ts';
import type {Client} from '../client.ts';
import {streamPages} from '../row-stream.ts';

/** Each trace by itself in the order of `runs_by_trace`, so only its own records are in memory. `raw` decides if it is there. */
const sqlOf = (condition: SqlText): SqlText => sqlText`
select to_char(run_date, 'YYYY-MM-DD') as date, project, trace_id,
  string_agg(to_json(run_id)::text || case when raw is null and brief is not null then E'\\t' || brief else '' end, E'\\f')
    as records
from runs
where run_date between $1 and $2 ${condition}
group by run_date, project, trace_id
order by run_date, project collate "C", trace_id collate "C"`;

export const allProjectsSql = sqlOf(sqlText``);
export const oneProjectSql = sqlOf(sqlText`and project = $3`);

export function briefs(client: Client, {from, to, project}: Scope): AsyncGenerator<BriefTraceRow[]> {
  return project === null
    ? streamPages(client, allProjectsSql, [from, to], TRACES_A_PAGE)
    : streamPages(client, oneProjectSql, [from, to, project], TRACES_A_PAGE);
}
