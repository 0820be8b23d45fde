import type {Connection} from '../../driver.ts';

/** What belongs to a table, or reads it, by its kind and name: `index`, `trigger`, `view`. */
export interface AttachedObject {
  readonly type: string;
  readonly name: string;
}

/**
 * Indexes and triggers name their table. For views SQLite keeps only their text, so a view counts if it names the table anywhere. Indexes
 * of constraints have no text, and names of their own.
 */
export const attachedSql = `
select type, name
from sqlite_schema
where (type in ('index', 'trigger') and tbl_name = 'runs' collate nocase and sql is not null)
  or (type in ('view', 'trigger') and tbl_name <> 'runs' collate nocase and sql like '%runs%')
order by type, name`;

export const namesSql = `
select name
from sqlite_schema
where name in (select value from json_each(?)) collate nocase
order by name`;

/** Tables with a foreign key to the table. */
export const referringSql = `
select distinct referring.name as name
from sqlite_schema as referring
join pragma_foreign_key_list(referring.name) as key on key."table" = 'runs' collate nocase
where referring.type = 'table'
order by name`;

export function attachedObjects(connection: Connection): Promise<AttachedObject[]> {
  return connection.all<AttachedObject>(attachedSql);
}

export async function referringTables(connection: Connection): Promise<string[]> {
  return (await connection.all<{name: string}>(referringSql)).map(({name}) => name);
}

/** Those of these names that are in use in the file. */
export async function takenNames(connection: Connection, names: readonly string[]): Promise<string[]> {
  return (await connection.all<{name: string}>(namesSql, [JSON.stringify(names)])).map(({name}) => name);
}
