import type {Connection} from '../../../backends/db/sqlite/driver.ts';
import {RowInsertion} from './insert-rows.ts';

export interface ExistingFile {
  readonly project: string;
  readonly run_date: string;
  readonly file_name: string;
}

const existingColumns = ['stem', 'project', 'run_date', 'file_name'] as const;

export function insertExisting(scratch: Connection): RowInsertion<(typeof existingColumns)[number]> {
  return new RowInsertion(scratch, 'existing', existingColumns);
}

const missingColumns = ['id', 'stem'] as const;

export function insertMissing(scratch: Connection): RowInsertion<(typeof missingColumns)[number]> {
  return new RowInsertion(scratch, 'missing', missingColumns);
}

/** The files that may hold what the source lacks. */
const ofMissing = `
select missing.id, existing.project, existing.run_date, existing.file_name
from missing
join existing on existing.stem = missing.stem
order by missing.id, existing.project, existing.run_date, existing.file_name`;

export function existingOfMissing(scratch: Connection): AsyncGenerator<ExistingFile & {readonly id: string}> {
  return scratch.stream(ofMissing);
}

const ofRuns = `
select run.seq, existing.project, existing.run_date, existing.file_name
from run
join existing on existing.stem = run.stem
where run.seq between ? and ?
order by run.seq, existing.project, existing.run_date, existing.file_name`;

/** The files that may hold snapshots of the runs from one place of the source to another, both included. */
export function existingOfRuns(
  scratch: Connection,
  first: number,
  last: number,
): Promise<(ExistingFile & {readonly seq: number})[]> {
  return scratch.all(ofRuns, [first, last]);
}
