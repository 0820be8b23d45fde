import type {TableColumn} from '../../../table/public-columns.ts';
import type {Connection} from '../../driver.ts';

/** What a database file says of a table or view of it. */
export interface TableFacts {
  /** As it is written in the file; SQLite takes a name in any case. */
  readonly name: string;
  /** `table` or `view`. */
  readonly type: string;
  /** In their order; those that are hidden are none. */
  readonly columns: readonly TableColumn[];
}

export const sql = `
select name, type
from sqlite_schema
where type in ('table', 'view') and name = ? collate nocase
order by name`;

export const columnsSql = `
select name, type, "notnull" as not_null
from pragma_table_xinfo(?)
where hidden <> 1
order by cid`;

/** Null where there is no such table or view. */
export async function tableFacts(connection: Connection, wanted: string): Promise<TableFacts | null> {
  const [found] = await connection.all<Pick<TableFacts, 'name' | 'type'>>(sql, [wanted]);
  if (found === undefined) return null;
  const rows = await connection.all<{name: string; type: string; not_null: number}>(columnsSql, [found.name]);
  const columns = rows.map(({name, type, not_null}) => ({name, type, isNotNull: not_null === 1}));
  return {...found, columns};
}
