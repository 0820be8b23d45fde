import {sqlText} from '../../sql-text.ts';
import type {Client} from '../client.ts';

/**
 * For the transaction of a report. Every report has an index that answers it, but the planner only counts the rows.
 * Documents lie out of line, so it takes the table for small, and reads all of it for a range of a dozen days.
 */
export const sql = sqlText`set local enable_seqscan = off; set local random_page_cost = 1.1`;

export async function applyReportSettings(client: Client): Promise<void> {
  await client.query(sql.text);
}
