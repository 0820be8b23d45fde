import type {Client} from '../../client.ts';

interface Row {
  readonly kind: string;
  readonly schema: string;
  readonly made_in: string | null;
  readonly may_create: string;
  readonly is_inherited: string;
  readonly is_limited: string;
  readonly has_old_table: string;
  readonly owned: string | null;
  readonly attached: string | null;
  readonly roles: string | null;
}

/** What to know about the table `runs` besides its columns before it is put aside. */
export interface AdoptionFacts {
  /** As `pg_class.relkind`. */
  readonly kind: string;
  readonly schema: string;
  /** The schema of new tables; null if no setting gives one. */
  readonly madeIn: string | null;
  readonly mayCreate: boolean;
  /** Whether it inherits from a table, or another one from it. */
  readonly isInherited: boolean;
  /** Whether row-level security decides which rows the role sees. */
  readonly isLimited: boolean;
  /** Whether something has the old table's new name already. */
  readonly hasOldTable: boolean;
  /** Its indexes and the sequences that belong to it. */
  readonly owned: readonly {readonly kind: 'index' | 'sequence'; readonly name: string}[];
  readonly attached: readonly string[];
  /** As the server quotes them. */
  readonly roles: readonly string[];
}

/** $1 is the name that the old table gets. */
export const sql = `
select relation.relkind as kind, namespace.nspname as schema, current_schema() as made_in,
  has_schema_privilege(namespace.oid, 'create') as may_create,
  relation.relispartition or exists (
    select from pg_inherits where inhrelid = relation.oid or inhparent = relation.oid
  ) as is_inherited,
  row_security_active(relation.oid) as is_limited,
  exists (select from pg_class as other where other.relnamespace = namespace.oid and other.relname = $1) as has_old_table,
  (
    select json_agg(json_build_object('kind', part.kind, 'name', part.name) order by part.kind, part.name)
    from (
      select 'index' as kind, class.relname as name
      from pg_index as index
      join pg_class as class on class.oid = index.indexrelid
      where index.indrelid = relation.oid
      union all
      select 'sequence', class.relname
      from pg_depend as dependency
      join pg_class as class on class.oid = dependency.objid and class.relkind = 'S'
      where dependency.classid = 'pg_class'::regclass and dependency.refclassid = 'pg_class'::regclass
        and dependency.refobjid = relation.oid and dependency.deptype in ('a', 'i')
    ) as part
  ) as owned,
  (
    select json_agg(part.what order by part.what)
    from (
      select distinct 'the view ' || view.oid::regclass::text as what
      from pg_depend as dependency
      join pg_rewrite as rule on rule.oid = dependency.objid
      join pg_class as view on view.oid = rule.ev_class
      where dependency.classid = 'pg_rewrite'::regclass and dependency.refclassid = 'pg_class'::regclass
        and dependency.refobjid = relation.oid and rule.ev_class <> relation.oid
      union
      select 'the foreign key ' || quote_ident(key.conname) || ' of ' || key.conrelid::regclass::text
      from pg_constraint as key
      where key.contype = 'f' and key.confrelid = relation.oid
      union
      select 'the trigger ' || quote_ident(own_trigger.tgname)
      from pg_trigger as own_trigger
      where own_trigger.tgrelid = relation.oid and not own_trigger.tgisinternal
      union
      select 'the rule ' || quote_ident(rule.rulename) from pg_rewrite as rule where rule.ev_class = relation.oid
      union
      select 'the publication ' || quote_ident(publication.pubname)
      from pg_publication_rel as published
      join pg_publication as publication on publication.oid = published.prpubid
      where published.prrelid = relation.oid
    ) as part
  ) as attached,
  (
    select json_agg(distinct case when entry.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(entry.grantee)) end)
    from aclexplode(relation.relacl) as entry
    where entry.grantee <> relation.relowner
  ) as roles
from pg_class as relation
join pg_namespace as namespace on namespace.oid = relation.relnamespace
where relation.oid = to_regclass('runs')`;

export async function adoptionFacts(client: Client, oldName: string): Promise<AdoptionFacts> {
  // The caller has seen the table, so there is a row.
  const row = (await client.query<Row>(sql, [oldName])).rows[0] as Row;
  return {
    kind: row.kind,
    schema: row.schema,
    madeIn: row.made_in,
    mayCreate: row.may_create === 't',
    isInherited: row.is_inherited === 't',
    isLimited: row.is_limited === 't',
    hasOldTable: row.has_old_table === 't',
    owned: JSON.parse(row.owned ?? '[]') as AdoptionFacts['owned'],
    attached: JSON.parse(row.attached ?? '[]') as string[],
    roles: (JSON.parse(row.roles ?? '[]') as string[]).sort(),
  };
}
