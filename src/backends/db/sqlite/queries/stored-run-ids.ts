import type {Connection} from '../driver.ts';

interface Row {
  readonly run_id: string;
}

/** Which of some records have a row. The primary key answers this, so a first load passes no document for it. */
export const sql = `
select run_id
from runs
where project = ? and run_date = ? and run_id in (select value from json_each(?))
order by run_id`;

export async function storedRunIds(
  connection: Connection,
  project: string,
  date: string,
  runIds: readonly string[],
): Promise<Set<string>> {
  const rows = await connection.all<Row>(sql, [project, date, JSON.stringify(runIds)]);
  return new Set(rows.map((row) => row.run_id));
}
