import type {Client} from '../client.ts';

/** `version` as 140012 for 14.12; `encoding` is the database's own. */
export interface ServerSettings {
  readonly version: number;
  readonly encoding: string;
}

export async function serverSettings(client: Client): Promise<ServerSettings> {
  const {rows} = await client.query<{version: string; encoding: string}>(`
    select current_setting('server_version_num') as version, current_setting('server_encoding') as encoding`);
  return {version: Number(rows[0]?.version), encoding: rows[0]?.encoding ?? ''};
}
