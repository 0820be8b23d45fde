import type {Client} from '../client.ts';

interface Row {
  readonly schema: string | null;
  readonly may_create: string | null;
  readonly hidden_in: string | null;
  readonly unlisted_in: string | null;
}

/** Where our tables are, for a role that does not find them. Names are quoted if they need it. */
export interface SchemaPlaces {
  /** Where new tables would be made; null if the search path has no schema that the role may use. */
  readonly schema: string | null;
  readonly mayCreate: boolean;
  /** A schema that has our tables and that the role may not use. */
  readonly hiddenIn: string | null;
  /** A schema that has our tables, that the role may use, and that is not in the search path. */
  readonly unlistedIn: string | null;
}

export const sql = `
select quote_ident(current_schema()) as schema,
  has_schema_privilege(quote_ident(current_schema())::regnamespace, 'create') as may_create,
  (
    select min(quote_ident(namespace.nspname))
    from pg_class as relation
    join pg_namespace as namespace on namespace.oid = relation.relnamespace
    where relation.relname = 'lse_migrations' and not has_schema_privilege(namespace.oid, 'usage')
  ) as hidden_in,
  (
    select min(quote_ident(namespace.nspname))
    from pg_class as relation
    join pg_namespace as namespace on namespace.oid = relation.relnamespace
    where relation.relname = 'lse_migrations' and has_schema_privilege(namespace.oid, 'usage')
      and not pg_table_is_visible(relation.oid)
  ) as unlisted_in`;

export async function schemaPlaces(client: Client): Promise<SchemaPlaces> {
  const {rows} = await client.query<Row>(sql);
  const row = rows[0] as Row;
  return {
    schema: row.schema,
    mayCreate: row.may_create === 't',
    hiddenIn: row.hidden_in,
    unlistedIn: row.unlisted_in,
  };
}
