import type {TableColumn} from '../../../table/public-columns.ts';
import type {Connection} from '../../driver.ts';

/** What a database file says about one of its tables or views. */
export interface TableFacts {
  /** As it is written in the file; SQLite takes a name in any case. */
  readonly name: string;
  /** `table` or `view`. */
  readonly type: string;
  /** The name under which a query gets a row's number; null if rows have none, or if columns take all of its names. */
  readonly rowNumber: 'rowid' | '_rowid_' | 'oid' | null;
  /** In their order, without hidden ones. */
  readonly columns: readonly TableColumn[];
}

export const sql = `
select name, type
from sqlite_schema
where type in ('table', 'view') and name = ? collate nocase
order by name`;

export const columnsSql = `
select name, type
from pragma_table_xinfo(?)
where hidden <> 1
order by cid`;

/** `wr`: whether the table was made without numbers of rows. */
export const rowNumberSql = `
select wr
from pragma_table_list(?)
where schema = 'main'
order by name`;

const ROW_NUMBERS = ['rowid', '_rowid_', 'oid'] as const;

/** Null if there is no such table or view. */
export async function tableFacts(connection: Connection, wanted: string): Promise<TableFacts | null> {
  const [found] = await connection.all<Pick<TableFacts, 'name' | 'type'>>(sql, [wanted]);
  if (found === undefined) return null;
  const columns = await connection.all<TableColumn>(columnsSql, [found.name]);
  const [own] = await connection.all<{wr: number}>(rowNumberSql, [found.name]);
  const taken = new Set(columns.map(({name}) => name.toLowerCase()));
  const free = ROW_NUMBERS.find((name) => !taken.has(name)) ?? null;
  return {...found, rowNumber: found.type === 'table' && own?.wr === 0 ? free : null, columns};
}
