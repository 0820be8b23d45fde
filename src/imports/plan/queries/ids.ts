import type {Connection} from '../../../backends/db/sqlite/driver.ts';

/** What may be the name of a file in the tree: that of a run, or of one that the source lacks. */
const stems = `
select stem from run
union all
select stem from missing`;

export async function* stemsOfPlan(scratch: Connection): AsyncGenerator<string> {
  for await (const {stem} of scratch.stream<{stem: string}>(stems)) yield stem;
}

/** Parents and roots that the source names and does not hold. */
const absent = `
select parent_id as id
from run
where parent_id is not null and not exists (select 1 from run as parent where parent.run_id = run.parent_id)
union
select trace_id as id
from run
where trace_id is not null and not exists (select 1 from run as root where root.run_id = run.trace_id)
order by id`;

export async function* absentIds(scratch: Connection): AsyncGenerator<string> {
  for await (const {id} of scratch.stream<{id: string}>(absent)) yield id;
}
