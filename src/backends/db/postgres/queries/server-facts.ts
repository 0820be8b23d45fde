import type {Client} from '../client.ts';

interface Row {
  readonly version: string;
  readonly read_only: string;
  readonly standby: string;
  readonly backend: string;
}

/** What a server says about itself to every role. `backend` is the process that answers. */
export interface ServerFacts {
  readonly version: string;
  readonly isReadOnly: boolean;
  readonly backend: number;
}

/** The caller's own transaction is always read-only, so the query asks for the default. */
export const sql = `
select current_setting('server_version') as version, current_setting('default_transaction_read_only') as read_only,
  pg_is_in_recovery() as standby, pg_backend_pid() as backend`;

export async function serverFacts(client: Client): Promise<ServerFacts> {
  const {version, read_only, standby, backend} = (await client.query<Row>(sql)).rows[0] as Row;
  return {
    // Packagers add their own words after the number.
    version: version.split(' ')[0] ?? version,
    isReadOnly: read_only === 'on' || standby === 't',
    backend: Number(backend),
  };
}
