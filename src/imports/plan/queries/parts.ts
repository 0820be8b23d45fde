import type {Connection} from '../../../backends/db/sqlite/driver.ts';

export interface PartRow {
  readonly run_id: string;
  readonly json: Uint8Array;
  /** What the source said around it, as JSON. */
  readonly around: string;
}

/** What began a run goes before all that changed it, wherever it stood. */
const sql = `
select run_id, json, around
from part
order by run_id, rank, seq`;

export function parts(scratch: Connection): AsyncGenerator<PartRow> {
  return scratch.stream<PartRow>(sql);
}
