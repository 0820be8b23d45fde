import type {Connection} from '../driver.ts';

/** A table, view or trigger with the text that made it. SQLite keeps the text, and updates it on `alter table`. */
export interface SchemaObject {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

export const sql = `
select type, name, sql
from sqlite_schema
where type in ('table', 'view', 'trigger')
  and (tbl_name in ('runs', 'lse_loaded_days', 'lse_migrations') or name like 'lse\\_%' escape '\\' or name like 'runs\\_%' escape '\\')
order by name`;

export function schemaObjects(connection: Connection): Promise<SchemaObject[]> {
  return connection.all<SchemaObject>(sql);
}
