import type {Connection} from '../../../backends/db/sqlite/driver.ts';
import {RowInsertion} from './insert-rows.ts';

const columns = [
  'seq',
  'run_id',
  'stem',
  'trace_id',
  'trace_from',
  'parent_id',
  'project_name',
  'project_from',
  'project_id',
  'start_seconds',
  'root_seconds',
  'extracted_seconds',
  'extracted_fraction',
  'has_ended',
  'is_pending',
  'says_trace',
  'derives',
  'bytes',
  'checksum',
  'source',
  'line',
  'at',
  'early_date',
  'early_project',
  'early_project_from',
] as const;

export function insertGiven(scratch: Connection): RowInsertion<(typeof columns)[number]> {
  return new RowInsertion(scratch, 'given', columns);
}
