import {sqlText} from '../../sql-text.ts';
import type {Client} from '../client.ts';
import {dayOfKeys} from './keys-of-day.ts';

export const sql = sqlText`delete from runs where ${dayOfKeys} and run_id = any ($3::text[])`.text;

export async function removeRecords(
  client: Client,
  project: string,
  date: string,
  runIds: readonly string[],
): Promise<void> {
  await client.query(sql, [project, date, runIds]);
}
