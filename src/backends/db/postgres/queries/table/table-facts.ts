import type {TableColumn} from '../../../table/public-columns.ts';
import type {TableName} from '../../../table/table-name.ts';
import type {Client} from '../../client.ts';

interface Row {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
  readonly role: string;
  readonly owner: string;
  readonly uses_schema: string;
  readonly reads: string;
  readonly is_limited: string;
  readonly columns: string | null;
}

/** What the catalog says about a table or view, and about the rights of the role on it. */
export interface TableFacts {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  /** As `pg_class.relkind`. */
  readonly kind: string;
  /** As the server quotes them. */
  readonly role: string;
  readonly owner: string;
  readonly usesSchema: boolean;
  /** At least the five public columns, as far as they are there. */
  readonly reads: boolean;
  /** Whether row-level security decides which rows the role sees. */
  readonly isLimited: boolean;
  /** In their order. */
  readonly columns: readonly TableColumn[];
}

/** Everybody may read the catalog, whatever their rights. For a domain the type behind it counts. */
export const sql = `
select relation.oid::text as oid, namespace.nspname as schema, relation.relname as name, relation.relkind as kind,
  quote_ident(current_user) as role, quote_ident(pg_get_userbyid(relation.relowner)) as owner,
  has_schema_privilege(namespace.oid, 'usage') as uses_schema,
  has_table_privilege(relation.oid, 'select') or coalesce((
    select bool_and(has_column_privilege(relation.oid, attribute.attnum, 'select'))
    from pg_attribute as attribute
    where attribute.attrelid = relation.oid and attribute.attname in ('project', 'run_date', 'run_id', 'trace_id', 'data')
  ), false) as reads,
  row_security_active(relation.oid) as is_limited,
  (
    select json_agg(json_build_object(
      'name', attribute.attname,
      'type', format_type(coalesce(nullif(type.typbasetype, 0), type.oid), attribute.atttypmod)
    ) order by attribute.attnum)
    from pg_attribute as attribute
    join pg_type as type on type.oid = attribute.atttypid
    where attribute.attrelid = relation.oid and attribute.attnum > 0 and not attribute.attisdropped
  ) as columns
from pg_class as relation
join pg_namespace as namespace on namespace.oid = relation.relnamespace
where relation.relname = $2 and relation.relkind in ('r', 'p', 'v', 'm', 'f')
  and case when $1::text is null then pg_table_is_visible(relation.oid) else namespace.nspname = $1 end
order by relation.oid`;

/** Null if there is no such table or view. */
export async function tableFacts(client: Client, {schema, name}: TableName): Promise<TableFacts | null> {
  const {rows} = await client.query<Row>(sql, [schema, name]);
  const row = rows[0];
  if (row === undefined) return null;
  return {
    oid: row.oid,
    schema: row.schema,
    name: row.name,
    kind: row.kind,
    role: row.role,
    owner: row.owner,
    usesSchema: row.uses_schema === 't',
    reads: row.reads === 't',
    isLimited: row.is_limited === 't',
    columns: JSON.parse(row.columns ?? '[]') as TableColumn[],
  };
}
