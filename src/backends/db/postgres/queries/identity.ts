import type {Client} from '../client.ts';

/**
 * The start of the server to the microsecond, the database and its table. These are the same through a pooler and directly, under any name
 * of the host. Servers restored from one backup share their system identifier, but do not start at the same moment.
 */
export const sql = `
select extract(epoch from pg_postmaster_start_time())::text as started, oid::text as database,
  coalesce($1::text, to_regclass('runs')::oid::text) as runs
from pg_database
where datname = current_database()`;

interface Row {
  readonly started: string;
  readonly database: string;
  readonly runs: string | null;
}

/** Identifies the table of runs, whatever way leads to it. */
export function identity(client: Client): Promise<string> {
  return identityOf(client, null);
}

/** The same for another table, by its number in the catalog. */
export async function identityOf(client: Client, table: string | null): Promise<string> {
  // The connected database always has a row.
  const {started, database, runs} = (await client.query<Row>(sql, [table])).rows[0] as Row;
  return ['postgres', started, database, runs].join(' ');
}
