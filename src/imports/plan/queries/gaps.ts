import type {Connection} from '../../../backends/db/sqlite/driver.ts';

/** What the plan shows to be missing, by kind, with the first of each. */
export interface PlanGap {
  readonly kind: 'parents' | 'roots' | 'pending' | 'circles' | 'alone' | 'nested' | 'children';
  readonly count: number;
  readonly id: string;
  readonly file: string;
  readonly line: number | null;
}

/** A run without a date is skipped, so nothing is missing of it. A bare column beside one \`min\` is that of the row which has it. */
const sql = `
select gap.kind, gap.count, gap.id, coalesce(gap.file, (select source.file from source where source.id = gap.source)) as file, gap.line
from (
  select 1 as place, 'parents' as kind, count(*) as count, min(run_id) as id, source, null as file, line
  from run
  where parent_id is not null
    and not exists (select 1 from run as parent where parent.run_id = run.parent_id)
    and not exists (select 1 from known where known.id = run.parent_id)
  having count(*) > 0
  union all
  select 2, 'roots', count(distinct run.trace_id), min(run.trace_id), run.source, null, run.line
  from run
  join trace on trace.trace_id = run.trace_id
  where trace.is_rooted = 0
  having count(*) > 0
  union all
  select 3, 'pending', count(*), min(id), source, null, line
  from (
    select run.run_id as id, run.source, run.line
    from run
    join trace on trace.trace_id = run.trace_id
    where run.is_pending = 1 and trace.run_date is not null
    union all
    select nested.id, run.source, run.line
    from nested
    join run on run.seq = nested.seq
    join trace on trace.trace_id = run.trace_id
    where nested.is_pending = 1 and trace.run_date is not null and not exists (select 1 from run as own where own.run_id = nested.id)
  )
  having count(*) > 0
  union all
  select 4, 'circles', count(*), min(run_id), source, null, line
  from run
  where trace_from = 'the run itself, whose parents lead in a circle'
  having count(*) > 0
  union all
  select 5, 'alone', count(*), min(run.run_id), run.source, null, run.line
  from run
  join trace on trace.trace_id = run.trace_id
  where run.says_trace = 0 and trace.run_date is not null
  having count(*) > 0
  union all
  select 6, kind, count(*), min(id), null, file, line
  from absent
  where not exists (select 1 from run where run.run_id = absent.id)
    and not exists (select 1 from present where present.stem = absent.stem)
  group by kind
) as gap
order by gap.place, gap.kind desc`;

export function planGaps(scratch: Connection): Promise<PlanGap[]> {
  return scratch.all<PlanGap>(sql);
}

const traceCount = 'select count(*) as count from trace';

export async function countTraces(scratch: Connection): Promise<number> {
  const [row] = await scratch.all<{count: number}>(traceCount);
  return row?.count ?? 0;
}
