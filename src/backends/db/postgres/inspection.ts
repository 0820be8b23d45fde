import {type Advice, adviceOf, type DatabaseFacts, type DatabaseRole} from '../../../core/database-facts.ts';
import {LseError} from '../../../core/errors.ts';
import type {Client} from './client.ts';
import {missingIndexes} from './indexes.ts';
import {latestVersion} from './migrations/index.ts';
import {serverFacts} from './queries/server-facts.ts';
import {serverSettings} from './queries/server-settings.ts';
import {requireServer} from './schema.ts';
import {checkSchema, findSchema} from './schema-check.ts';

/** In a transaction that reads. A fault is a fact here, unless it prevents all further queries. */
export async function inspectServer(client: Client, location: string): Promise<DatabaseFacts> {
  const {version, isReadOnly, backend} = await serverFacts(client);
  const settings = await serverSettings(client);
  const {processId, ...link} = client.link;
  const facts = {
    server: `PostgreSQL ${version}`,
    encoding: settings.encoding,
    serverFault: await adviceIn(() => requireServer(settings, location)),
    link: {...link, isPooled: processId !== null && processId !== backend},
    isReadOnly,
    isOpenToOthers: false,
  };
  let found: number | null = null;
  let role: DatabaseRole | null = null;
  const fault = await adviceIn(async () => {
    found = (await findSchema(client, location)).version;
    const {access} = await checkSchema(client, location);
    const {role: name, isOwner, readable, writable} = access;
    role = {name, isOwner, readable, writable};
  });
  return {
    ...facts,
    role,
    schema: {version: found, latest: latestVersion, fault},
    missingIndexes: fault === null ? await missingIndexes(client) : [],
  };
}

async function adviceIn(check: () => unknown): Promise<Advice | null> {
  try {
    await check();
    return null;
  } catch (error) {
    if (error instanceof LseError) return adviceOf(error);
    throw error;
  }
}
