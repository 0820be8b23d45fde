import {quotedName, type SqlText, sqlText} from '../../../sql-text.ts';
import type {Client} from '../../client.ts';
import type {TableFacts} from './table-facts.ts';

type Named = Pick<TableFacts, 'schema' | 'name' | 'columns'>;

const SAMPLE = 20;

const nameOf = ({schema, name}: Named): SqlText => sqlText`${quotedName(schema)}.${quotedName(name)}`;

export async function countedRows(client: Client, table: Named): Promise<number> {
  const {rows} = await client.query<{rows: string}>(sqlText`select count(*) as rows from ${nameOf(table)}`.text);
  return Number(rows[0]?.rows ?? 0);
}

/** The documents of any rows; none if there is no column for them. */
export async function sampledDocuments(client: Client, table: Named): Promise<(string | null)[]> {
  if (!table.columns.some(({name}) => name === 'data')) return [];
  const sql = sqlText`select data::text as data from ${nameOf(table)} limit ${SAMPLE}`.text;
  const {rows} = await client.query<{data: string | null}>(sql);
  return rows.map(({data}) => data);
}
