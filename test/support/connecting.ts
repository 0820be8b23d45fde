import {expect} from '@jest/globals';
import {readAddress} from '../../src/backends/db/postgres/connecting/address.ts';
import {connect} from '../../src/backends/db/postgres/connecting/connect.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What a connection turned out to be, as the server sees it. */
export interface Connected {
  readonly encrypted: boolean;
  readonly user: string;
  readonly database: string;
  readonly port: number;
  readonly application: string;
  readonly searchPath: string;
  readonly encoding: string;
}

/** Connects as lse does, which has to succeed, and asks the server what it sees. */
export async function connected(url: string, environment: Variables): Promise<Connected> {
  const found = await ask(url, environment).catch((error: Error) => `${error.name}: ${error.message}`);
  if (typeof found !== 'string') return found;
  expect(found).toBe('a connection');
  throw new Error('It cannot be a connection.');
}

async function ask(url: string, environment: Variables): Promise<Connected> {
  const client = await connect(await readAddress(url, environment));
  try {
    const {rows} = await client.query(`
      select (select ssl from pg_stat_ssl where pid = pg_backend_pid()) as encrypted, current_user as user,
        current_database() as database, inet_server_port() as port, current_setting('application_name') as application,
        current_setting('search_path') as path, current_setting('client_encoding') as encoding`);
    const [row] = rows;
    return {
      encrypted: row.encrypted === 't',
      user: row.user,
      database: row.database,
      port: Number(row.port),
      application: row.application,
      searchPath: row.path,
      encoding: row.encoding,
    };
  } finally {
    await client.end();
  }
}

/** The message and hint of the error that connecting ends with. */
export async function refusal(url: string, environment: Variables): Promise<string> {
  const error = await ask(url, environment).catch((reason: unknown) => reason);
  expect(error).toMatchObject({code: 'LSE_CONNECTION'});
  const {message, hint} = error as {message: string; hint: string};
  return `${message} ${hint}`;
}
