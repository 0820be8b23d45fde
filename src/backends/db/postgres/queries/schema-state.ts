import type {Client} from 'pg';

interface Row {
  readonly role: string;
  readonly has_migrations: string;
  readonly has_runs: string;
  readonly reads_migrations: string | null;
  readonly reads_runs: string | null;
  readonly writes_runs: string | null;
  readonly owner: string | null;
  readonly is_owner: string | null;
  readonly is_limited: string | null;
  readonly facts: string;
}

/** One thing that the schema consists of, as the server words it: its kind, its name and what it is like; null where it is missing. */
export type SchemaFact = readonly [kind: string, name: string, state: string | null];

/** What there is in the search path, and what the connected role may do with it. Names of roles are quoted where they need it. */
export interface SchemaState {
  readonly role: string;
  readonly hasMigrations: boolean;
  readonly hasRuns: boolean;
  readonly readsMigrations: boolean;
  readonly readsRuns: boolean;
  readonly writesRuns: boolean;
  /** The owner of `runs`. */
  readonly owner: string | null;
  readonly isOwner: boolean;
  /** Whether row-level security decides which rows of `runs` the role sees. */
  readonly isLimited: boolean;
  readonly facts: readonly SchemaFact[];
}

/**
 * One look into the catalog. It takes the place of the one that asked whether `lse_migrations` is there, and names no table of
 * ours, so that it works whatever is missing. Servers of all versions word these facts alike. 100 is the default collation.
 */
export const sql = `
with named (name, id) as materialized (
  select given.name, to_regclass(given.name)::oid
  from unnest($1::text[]) as given (name)
),
facts (kind, name, state) as (
  select 'table', named.name,
    relation.relkind::text || case when relation.relrowsecurity then ' with row-level security' else '' end
  from named
  join pg_class as relation on relation.oid = named.id
  union all
  select 'column', named.name || '.' || attribute.attname,
    format_type(attribute.atttypid, attribute.atttypmod)
      || case when attribute.attcollation in (0, 100) then '' else ' collate ' || attribute.attcollation::regcollation::text end
      || case when attribute.attnotnull then ' not null' else '' end
      || case attribute.attgenerated when '' then '' when 's' then ' stored ' else ' virtual ' end
      || case when attribute.attgenerated = '' then '' else (
        select pg_get_expr(fallback.adbin, fallback.adrelid)
        from pg_attrdef as fallback
        where fallback.adrelid = attribute.attrelid and fallback.adnum = attribute.attnum
      ) end
  from named
  join pg_attribute as attribute on attribute.attrelid = named.id and attribute.attnum > 0 and not attribute.attisdropped
  union all
  select 'primary key', named.name, pg_get_constraintdef(constraint_of.oid)
  from named
  join pg_constraint as constraint_of on constraint_of.conrelid = named.id and constraint_of.contype = 'p'
  union all
  select 'default partition', named.name, parent.partdefid::regclass::text
  from named
  join pg_partitioned_table as parent on parent.partrelid = named.id and parent.partdefid <> 0
  union all
  select 'trigger', trigger_of.tgname,
    trigger_of.tgenabled::text || ' ' || trigger_of.tgtype::text || ' ' || trigger_of.tgfoid::regproc::text
  from named
  join pg_trigger as trigger_of on trigger_of.tgrelid = named.id and not trigger_of.tgisinternal
  union all
  select 'function', given.name, to_regprocedure(given.name)::text
  from unnest($2::text[]) as given (name)
  union all
  select 'policy', named.name || '.' || policy.polname, policy.polcmd::text
  from named
  join pg_policy as policy on policy.polrelid = named.id
)
select quote_ident(current_user) as role,
  found.migrations is not null as has_migrations,
  found.runs is not null as has_runs,
  has_table_privilege(found.migrations, 'select') as reads_migrations,
  has_table_privilege(runs.oid, 'select') as reads_runs,
  has_table_privilege(runs.oid, 'insert') and has_table_privilege(runs.oid, 'update') and has_table_privilege(runs.oid, 'delete')
    as writes_runs,
  quote_ident(pg_get_userbyid(runs.relowner)) as owner, pg_has_role(runs.relowner, 'usage') as is_owner,
  row_security_active(runs.oid) as is_limited,
  (
    select coalesce(json_agg(json_build_array(facts.kind, facts.name, facts.state)), '[]')
    from facts
  ) as facts
from (values (to_regclass('lse_migrations')::oid, to_regclass('runs')::oid)) as found (migrations, runs)
left join pg_class as runs on runs.oid = found.runs`;

export async function schemaState(
  client: Client,
  tables: readonly string[],
  functions: readonly string[],
): Promise<SchemaState> {
  const {rows} = await client.query<Row>(sql, [tables, functions]);
  const row = rows[0] as Row;
  return {
    role: row.role,
    hasMigrations: row.has_migrations === 't',
    hasRuns: row.has_runs === 't',
    readsMigrations: row.reads_migrations === 't',
    readsRuns: row.reads_runs === 't',
    writesRuns: row.writes_runs === 't',
    owner: row.owner,
    isOwner: row.is_owner === 't',
    isLimited: row.is_limited === 't',
    facts: JSON.parse(row.facts) as SchemaFact[],
  };
}
