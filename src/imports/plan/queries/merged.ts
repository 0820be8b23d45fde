import type {Connection} from '../../../backends/db/sqlite/driver.ts';
import {RowInsertion} from './insert-rows.ts';

export interface MergedRow {
  readonly seq: number;
  readonly json: Uint8Array;
  /** As in the operations. */
  readonly around: string;
}

const columns = ['seq', 'json', 'around'] as const;

export function insertMerged(scratch: Connection): RowInsertion<(typeof columns)[number]> {
  return new RowInsertion(scratch, 'merged', columns);
}

const sql = `
select seq, json, around
from merged
order by seq`;

export function merged(scratch: Connection): AsyncGenerator<MergedRow> {
  return scratch.stream<MergedRow>(sql);
}
