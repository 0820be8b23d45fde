import type {Connection} from '../../../backends/db/sqlite/driver.ts';
import {RowInsertion} from './insert-rows.ts';

const columns = ['run_id', 'rank', 'seq', 'json', 'around'] as const;

export function insertParts(scratch: Connection): RowInsertion<(typeof columns)[number]> {
  return new RowInsertion(scratch, 'part', columns);
}
