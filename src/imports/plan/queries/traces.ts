import type {Connection} from '../../../backends/db/sqlite/driver.ts';
import {RowInsertion} from './insert-rows.ts';

const columns = ['trace_id', 'project', 'project_from', 'run_date', 'date_from', 'is_rooted'] as const;

export function insertTraces(scratch: Connection): RowInsertion<(typeof columns)[number]> {
  return new RowInsertion(scratch, 'trace', columns);
}
