import {quotedName, sqlText} from '../../../sql-text.ts';
import type {Connection} from '../../driver.ts';
import type {TableFacts} from './table-facts.ts';

const SAMPLE = 20;

export async function countedRows(connection: Connection, {name}: TableFacts): Promise<number> {
  const [row] = await connection.all<{rows: number}>(sqlText`select count(*) as rows from ${quotedName(name)}`.text);
  return row?.rows ?? 0;
}

/** The documents of any rows; none if there is no column for them. */
export async function sampledDocuments(
  connection: Connection,
  {name, columns}: TableFacts,
): Promise<(string | Buffer | null)[]> {
  if (!columns.some((column) => column.name === 'data')) return [];
  const sql = sqlText`
select iif(typeof(data) = 'blob' and json_valid(data, 8), json(data), data) as data
from ${quotedName(name)}
limit ${SAMPLE}`.text;
  return (await connection.all<{data: string | Buffer | null}>(sql)).map(({data}) => data);
}
