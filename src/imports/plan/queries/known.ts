import type {Connection} from '../../../backends/db/sqlite/driver.ts';
import {RowInsertion} from './insert-rows.ts';

const columns = ['id', 'trace_id', 'project', 'run_date'] as const;

export function insertKnown(scratch: Connection): RowInsertion<(typeof columns)[number]> {
  return new RowInsertion(scratch, 'known', columns);
}

export interface KnownPlace {
  readonly id: string;
  readonly project: string;
  readonly run_date: string;
}

/** The root first. */
const sql = `
select id, project, run_date
from known
where trace_id = ?
order by id <> trace_id, id`;

/** Where the tree has runs of a trace, if the source lacks some of them. */
export function knownOfTrace(scratch: Connection, traceId: string): Promise<KnownPlace[]> {
  return scratch.all(sql, [traceId]);
}
