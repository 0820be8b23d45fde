import {sqlText} from '../../sql-text.ts';
import type {Client} from '../client.ts';
import {dayOfKeys} from './keys-of-day.ts';

interface Row {
  readonly run_id: string;
}

/** Which of some records have a row. The primary key answers this, so a first load sends no document for it. */
export const sql = sqlText`
select run_id
from runs
where ${dayOfKeys} and run_id = any ($3::text[])
order by run_id collate "C"`.text;

export async function storedRunIds(
  client: Client,
  project: string,
  date: string,
  runIds: readonly string[],
): Promise<Set<string>> {
  const {rows} = await client.query<Row>(sql, [project, date, runIds]);
  return new Set(rows.map((row) => row.run_id));
}
