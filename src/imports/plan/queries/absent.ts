import type {Connection} from '../../../backends/db/sqlite/driver.ts';
import {RowInsertion} from './insert-rows.ts';

const columns = ['id', 'kind', 'stem', 'file', 'line'] as const;

export function insertAbsent(scratch: Connection): RowInsertion<(typeof columns)[number]> {
  return new RowInsertion(scratch, 'absent', columns);
}

export function insertPresent(scratch: Connection): RowInsertion<'stem'> {
  return new RowInsertion(scratch, 'present', ['stem']);
}

/** A run that something names, by the id, and where that stands. */
export interface NamedRun {
  readonly id: string;
  readonly file: string;
  readonly line: number | null;
}

const lostNested = `
select nested.id, source.file, given.line
from nested
join given on given.seq = nested.seq
join source on source.id = given.source
where not exists (select 1 from run where run.seq = nested.seq)
  and not exists (select 1 from run where run.run_id = nested.id)
  and not exists (select 1 from nested as other join run on run.seq = other.seq where other.id = nested.id)
order by nested.id, nested.seq`;

/** Runs that are nested in a snapshot of the source that does not count, and neither in one that does nor runs of their own. */
export function lostNestedRuns(scratch: Connection): AsyncGenerator<NamedRun> {
  return scratch.stream(lostNested);
}

const lostChildren = `
select child.id, source.file, given.line
from child
join given on given.seq = child.seq
join source on source.id = given.source
where not exists (select 1 from run where run.run_id = child.id)
  and not exists (select 1 from nested join run on run.seq = nested.seq where nested.id = child.id)
order by child.id`;

/** Runs that others of the source name as their children, and that are not in it. */
export function lostChildRuns(scratch: Connection): AsyncGenerator<NamedRun> {
  return scratch.stream(lostChildren);
}

const stems = 'select stem from absent order by id';

export async function* stemsOfAbsent(scratch: Connection): AsyncGenerator<string> {
  for await (const {stem} of scratch.stream<{stem: string}>(stems)) yield stem;
}
