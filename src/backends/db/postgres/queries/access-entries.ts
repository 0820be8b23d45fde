import type {AccessEntry} from '../../../../core/database-access.ts';
import type {Client} from '../client.ts';

interface Row {
  readonly role: string;
  readonly project: string | null;
  readonly can_write: string;
}

/** A dropped role is shown by its number. A null role means: all of them. */
export const sql = `
select named.role, named.project, named.can_write
from (
  select coalesce(roles.rolname::text, access.role_name::text) as role, access.project, access.can_write
  from lse_access as access
  left join pg_roles as roles on roles.oid = access.role_name
) as named
where $1::text is null or named.role = $1
order by named.role collate "C", named.project collate "C" nulls first`;

export async function accessEntries(client: Client, role: string | null): Promise<AccessEntry[]> {
  const {rows} = await client.query<Row>(sql, [role]);
  return rows.map((row) => ({role: row.role, project: row.project, canWrite: row.can_write === 't'}));
}

/** A list with null in it means: every project. */
export const insertSql = `
insert into lse_access (role_name, project, can_write)
select roles.oid, wanted.project, $3::boolean
from pg_roles as roles
cross join unnest($2::text[]) as wanted (project)
where roles.rolname = $1
  and not exists (
    select 1 from lse_access as access
    where access.role_name = roles.oid and access.project is not distinct from wanted.project
  )`;

export const allowWritingSql = `
update lse_access as access
set can_write = true
from pg_roles as roles
cross join unnest($2::text[]) as wanted (project)
where roles.rolname = $1 and access.role_name = roles.oid and access.project is not distinct from wanted.project`;

/** Adds missing entries. If `canWrite` is false, a role that may write already still may. */
export async function addEntries(
  client: Client,
  role: string,
  projects: readonly (string | null)[],
  canWrite: boolean,
): Promise<void> {
  await client.query(insertSql, [role, projects, canWrite]);
  if (canWrite) await client.query(allowWritingSql, [role, projects]);
}

/** No list means: whatever the role has. It also removes entries of dropped roles. */
export const removeSql = `
delete from lse_access as access
where not exists (select 1 from pg_roles as roles where roles.oid = access.role_name)
  or (
    access.role_name = (select roles.oid from pg_roles as roles where roles.rolname = $1)
    and ($2::text[] is null or access.project = any ($2))
  )`;

export async function removeEntries(client: Client, role: string, projects: readonly string[] | null): Promise<void> {
  await client.query(removeSql, [role, projects]);
}
