import type {AdoptedRows, AdoptionOptions, UnusableExample} from '../../../core/adoption.ts';
import {type TableRecord, tableRecords, type UnusableRow} from './table-records.ts';
import type {TableRow} from './table-row.ts';

/** The name of the old table after it was taken over. */
export const OLD_TABLE = 'runs_before_lse';

const EXAMPLES = 20;

/** Ends the transaction in which the rows were written, so that nothing of it stays. */
export class RefusedAdoption extends Error {
  readonly rows: AdoptedRows;

  constructor(rows: AdoptedRows) {
    super('the table has rows that cannot become records');
    this.rows = rows;
  }
}

/**
 * Gives the record of each key to `write`, and counts what becomes of every row. `rows` come by key. After the first row that prevents the
 * whole change nothing more is written, and the rest is only read.
 */
export async function adoptRows(
  rows: AsyncIterable<TableRow>,
  {apply, skipUnusable}: AdoptionOptions,
  write: (record: TableRecord) => Promise<void>,
): Promise<AdoptedRows> {
  const counts = {rows: 0, taken: 0, bareRuns: 0, older: 0, unusable: 0};
  const reasons = new Map<string, number>();
  const examples: UnusableExample[] = [];
  const meetUnusable = ({project, date, runId, reason}: UnusableRow): void => {
    counts.unusable += 1;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    if (examples.length < EXAMPLES) examples.push({project, date, runId, reason});
  };
  for await (const found of tableRecords(rows)) {
    counts.rows += 1;
    if (found.outcome === 'unusable') meetUnusable(found);
    else if (found.outcome === 'older') counts.older += 1;
    else {
      counts.taken += 1;
      if (found.isBare) counts.bareRuns += 1;
      if (apply && (skipUnusable || counts.unusable === 0)) await write(found);
    }
  }
  const byCount = [...reasons].sort(([, left], [, right]) => right - left);
  return {...counts, reasons: byCount.map(([reason, count]) => ({reason, rows: count})), examples};
}

/** @throws RefusedAdoption if rows would be left behind and the user did not allow it */
export function requireUsable(rows: AdoptedRows, {skipUnusable}: AdoptionOptions): void {
  if (rows.unusable > 0 && !skipUnusable) throw new RefusedAdoption(rows);
}
