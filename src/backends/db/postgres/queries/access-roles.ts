import type {Client} from '../client.ts';

interface RoleRow {
  readonly name: string;
  readonly bypasses: string;
}

interface RightsRow {
  readonly role: string;
  readonly writes: string;
}

/** A role of the server. */
export interface Role {
  /** As the server quotes it. */
  readonly name: string;
  /** Whether it sees every row whatever the policies say. */
  readonly bypasses: boolean;
}

/** A role with rights on `runs`, and whether one of them is to write. */
export interface RoleRights {
  readonly role: string;
  readonly writes: boolean;
}

export const roleSql = `
select quote_ident(roles.rolname) as name,
  roles.rolsuper or roles.rolbypassrls or pg_has_role(roles.oid, relation.relowner, 'usage') as bypasses
from pg_roles as roles
join pg_class as relation on relation.oid = 'runs'::regclass
where roles.rolname = $1`;

export async function findRole(client: Client, name: string): Promise<Role | null> {
  const {rows} = await client.query<RoleRow>(roleSql, [name]);
  return rows[0] === undefined ? null : {name: rows[0].name, bypasses: rows[0].bypasses === 't'};
}

/**
 * Roles that have rights on `runs` but see no row by the policies. The rights may be their own, those of a role to which they belong, or
 * those of `public`. The server's own roles do not count.
 */
export const withoutAccessSql = `
select roles.rolname as role,
  has_any_column_privilege(roles.oid, relation.oid, 'insert, update') or has_table_privilege(roles.oid, relation.oid, 'delete')
    as writes
from pg_roles as roles
join pg_class as relation on relation.oid = 'runs'::regclass
where (
    has_any_column_privilege(roles.oid, relation.oid, 'select, insert, update')
    or has_table_privilege(roles.oid, relation.oid, 'delete')
  )
  and not (roles.rolsuper or roles.rolbypassrls or pg_has_role(roles.oid, relation.relowner, 'usage'))
  and roles.rolname !~ '^pg_'
  and not exists (select 1 from lse_access as access where pg_has_role(roles.oid, access.role_name, 'usage'))
order by roles.rolname collate "C"`;

export async function rolesWithoutAccess(client: Client): Promise<RoleRights[]> {
  const {rows} = await client.query<RightsRow>(withoutAccessSql);
  return rows.map(({role, writes}) => ({role, writes: writes === 't'}));
}
