import type {Connection} from '../../../backends/db/sqlite/driver.ts';
import {RowInsertion} from './insert-rows.ts';

const columns = ['id', 'kind', 'stem', 'file', 'line'] as const;

export function insertAbsent(scratch: Connection): RowInsertion<(typeof columns)[number]> {
  return new RowInsertion(scratch, 'absent', columns);
}

export function insertPresent(scratch: Connection): RowInsertion<'stem'> {
  return new RowInsertion(scratch, 'present', ['stem']);
}

/** A run that something names, and where that stands. */
export interface NamedRun {
  /** `nested`: it stands within a snapshot that does not count. `children`: another run names it as its child. */
  readonly kind: 'nested' | 'children';
  readonly id: string;
  readonly file: string;
  readonly line: number | null;
}

const named = `
select lost.kind, lost.id, source.file, given.line
from (
  select 1 as place, 'nested' as kind, id, seq
  from nested
  where not exists (select 1 from run where run.seq = nested.seq)
  union all
  select 2, 'children', id, seq
  from child
) as lost
join given on given.seq = lost.seq
join source on source.id = given.source
where not exists (select 1 from run where run.run_id = lost.id)
  and not exists (select 1 from nested join run on run.seq = nested.seq where nested.id = lost.id)
order by lost.place, lost.id, lost.seq`;

/** Runs that the source names, and that are neither runs of their own nor nested in a snapshot that counts; what was nested first. */
export function lostRuns(scratch: Connection): AsyncGenerator<NamedRun> {
  return scratch.stream(named);
}

const stems = 'select stem from absent order by id';

export async function* stemsOfAbsent(scratch: Connection): AsyncGenerator<string> {
  for await (const {stem} of scratch.stream<{stem: string}>(stems)) yield stem;
}
