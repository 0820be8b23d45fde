import type {Client} from '../client.ts';

export const sql = 'delete from runs where project = $1 and run_date = $2 and run_id = any ($3::text[])';

export async function removeRecords(
  client: Client,
  project: string,
  date: string,
  runIds: readonly string[],
): Promise<void> {
  await client.query(sql, [project, date, runIds]);
}
