import type {Client} from '../client.ts';

/** Those of the named indexes that the table has. */
export const sql = `
select index.relname as name
from pg_index
join pg_class as index on index.oid = pg_index.indexrelid
where pg_index.indrelid = 'runs'::regclass and index.relname = any ($1::text[])
order by index.relname collate "C"`;

export async function presentIndexes(client: Client, names: readonly string[]): Promise<string[]> {
  const {rows} = await client.query<{name: string}>(sql, [names]);
  return rows.map(({name}) => name);
}
