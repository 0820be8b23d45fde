import type {Connection} from '../../../backends/db/sqlite/driver.ts';

/** Of a run without parents, of one whose parent is in the tree alone, and of one whose parent is nowhere. */
const begin = `
update run set trace_id = run_id, trace_from = 'the run itself'
where trace_id is null and parent_id is null;
update run set
  trace_id = (select known.trace_id from known where known.id = run.parent_id),
  trace_from = 'the chain of parents'
where trace_id is null
  and parent_id in (select known.id from known)
  and not exists (select 1 from run as parent where parent.run_id = run.parent_id);
update run set trace_id = parent_id, trace_from = 'the chain of parents'
where trace_id is null
  and not exists (select 1 from run as parent where parent.run_id = run.parent_id)`;

/** One generation further. */
const step = `
update run set
  trace_id = (select parent.trace_id from run as parent where parent.run_id = run.parent_id),
  trace_from = 'the chain of parents'
where trace_id is null
  and exists (select 1 from run as parent where parent.run_id = run.parent_id and parent.trace_id is not null)`;

const changed = 'select changes() as count';

/** What is left has parents that lead in a circle. */
const end = `
update run set trace_id = run_id, trace_from = 'the run itself, whose parents lead in a circle'
where trace_id is null`;

/** Gives each run without a trace id that of its parent, up to the topmost one that is known. */
export async function followParents(scratch: Connection): Promise<void> {
  await scratch.execute(begin);
  for (;;) {
    await scratch.run(step, []);
    const [row] = await scratch.all<{count: number}>(changed);
    if (row?.count === 0) break;
  }
  await scratch.execute(end);
  await scratch.execute('create index run_trace on run (trace_id, run_id)');
}
