import type {Client} from '../client.ts';

interface Row {
  readonly project: string | null;
  readonly can_write: string;
}

/** The entries of the connected role, its own or those of a role to which it belongs. A null project is every project. */
export interface OwnEntry {
  readonly project: string | null;
  readonly canWrite: boolean;
}

/** The rows that `lse_own` shows, here for the owner as well. */
export const sql = `
select project, bool_or(can_write) as can_write
from lse_access
where pg_has_role(role_name, 'usage')
group by project
order by project collate "C" nulls first`;

export async function ownAccess(client: Client): Promise<OwnEntry[]> {
  const {rows} = await client.query<Row>(sql);
  return rows.map(({project, can_write}) => ({project, canWrite: can_write === 't'}));
}
