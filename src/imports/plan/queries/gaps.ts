import type {Connection} from '../../../backends/db/sqlite/driver.ts';

/** What the plan shows to be missing, by kind, with the first of each. */
export interface PlanGap {
  readonly kind: 'parents' | 'roots' | 'pending' | 'circles';
  readonly count: number;
  readonly id: string;
  readonly file: string;
  readonly line: number | null;
}

/** A bare column beside one \`min\` is that of the row which has it. */
const sql = `
select gap.kind, gap.count, gap.id, (select source.file from source where source.id = gap.source) as file, gap.line
from (
  select 1 as place, 'parents' as kind, count(*) as count, min(run_id) as id, source, line
  from run
  where parent_id is not null
    and not exists (select 1 from run as parent where parent.run_id = run.parent_id)
    and not exists (select 1 from known where known.id = run.parent_id)
  having count(*) > 0
  union all
  select 2, 'roots', count(distinct run.trace_id), min(run.trace_id), run.source, run.line
  from run
  join trace on trace.trace_id = run.trace_id
  where trace.is_rooted = 0
  having count(*) > 0
  union all
  select 3, 'pending', count(*), min(run_id), source, line
  from run
  where is_pending = 1
  having count(*) > 0
  union all
  select 4, 'circles', count(*), min(run_id), source, line
  from run
  where trace_from = 'the run itself, whose parents lead in a circle'
  having count(*) > 0
) as gap
order by gap.place`;

export function planGaps(scratch: Connection): Promise<PlanGap[]> {
  return scratch.all<PlanGap>(sql);
}

const traceCount = 'select count(*) as count from trace';

export async function countTraces(scratch: Connection): Promise<number> {
  const [row] = await scratch.all<{count: number}>(traceCount);
  return row?.count ?? 0;
}
