import type {Connection} from '../../../backends/db/sqlite/driver.ts';
import {RowInsertion} from './insert-rows.ts';

const columns = ['id', 'seq', 'holder', 'is_pending'] as const;

export function insertNested(scratch: Connection): RowInsertion<(typeof columns)[number]> {
  return new RowInsertion(scratch, 'nested', columns);
}

const sql = `
update run
set parent_id = (select min(nested.holder) from nested where nested.id = run.parent_id)
where parent_id in (select nested.id from nested)
  and not exists (select 1 from run as parent where parent.run_id = run.parent_id)`;

/** If a run's parent stands only within another run, that other run stands for it: they are of one trace. */
export function adoptHolders(scratch: Connection): Promise<void> {
  return scratch.run(sql, []);
}
