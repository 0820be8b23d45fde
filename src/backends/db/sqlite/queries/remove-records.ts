import type {Connection} from '../driver.ts';

export const sql = `
delete from runs
where project = ? and run_date = ? and run_id in (select value from json_each(?))`;

export async function removeRecords(
  connection: Connection,
  project: string,
  date: string,
  runIds: readonly string[],
): Promise<void> {
  await connection.run(sql, [project, date, JSON.stringify(runIds)]);
}
