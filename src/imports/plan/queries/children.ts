import type {Connection} from '../../../backends/db/sqlite/driver.ts';
import {RowInsertion} from './insert-rows.ts';

const columns = ['id', 'seq'] as const;

/** What runs name as their children; of several that name one child, the first. */
export function insertChildren(scratch: Connection): RowInsertion<(typeof columns)[number]> {
  return new RowInsertion(scratch, 'child', columns);
}
