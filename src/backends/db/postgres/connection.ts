import {Client, type ClientConfig} from 'pg';
import {LseError, SourceError} from '../../../core/errors.ts';

/** Every value arrives as the text that the server sent: the driver's own readers go through doubles and local time. */
const AS_TEXT: NonNullable<ClientConfig['types']> = {getTypeParser: () => (text: unknown) => text as string};

/**
 * Runs `work` on a connection of its own and closes it afterwards, whatever happened.
 *
 * @throws SourceError where the server cannot be reached, or answers with an error
 */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = newClient(url);
  // A connection that breaks while nothing runs on it emits an error; the next query reports it.
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => {});
    throw unreachable(url, error);
  }
  try {
    return await work(client);
  } catch (error) {
    throw asDatabaseError(redactUrl(url), error);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Runs `work` in a transaction: committed where it returns, rolled back where it throws. */
export async function withTransaction<T>(
  client: Client,
  work: () => Promise<T>,
  mode: 'read write' | 'isolation level repeatable read read only' = 'read write',
): Promise<T> {
  await client.query(`begin ${mode}`);
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
}

/** What stands for a URL in which a password may be anywhere. */
const UNSHOWN = 'postgres://***';

/** A password with a raw `/`, `?`, `#` or `@` ends up in other parts of the URL than the one that can be masked. */
function hidesSecret({hostname, pathname, search, hash}: URL): boolean {
  return hash !== '' || [hostname, pathname, search].some((part) => part.includes('@') || /%40/i.test(part));
}

/** A URL with its password, and whatever secret its parameters hold, left out. */
export function redactUrl(url: string): string {
  if (!URL.canParse(url)) return UNSHOWN;
  const parsed = new URL(url);
  if (hidesSecret(parsed)) return UNSHOWN;
  if (parsed.password !== '') parsed.password = '***';
  for (const name of parsed.searchParams.keys()) {
    if (/password|secret|key|passfile/i.test(name)) parsed.searchParams.set(name, '***');
  }
  return parsed.href;
}

function newClient(url: string): Client {
  try {
    return new Client({
      connectionString: url,
      types: AS_TEXT,
      connectionTimeoutMillis: 10_000,
      application_name: 'lse',
    });
  } catch (error) {
    throw unreachable(url, error);
  }
}

function unreachable(url: string, cause: unknown): SourceError {
  const location = redactUrl(url);
  // The driver's words name the host, which is a part of the password where the URL was cut up wrongly.
  const reason = location === UNSHOWN ? 'its URL is not one; percent-encode the password' : describe(cause);
  return new SourceError(
    'LSE_CONNECTION',
    `The database ${location} cannot be reached (${reason}).`,
    'Check that the server runs and that LSE_DATABASE_URL is right, then try: lse db status',
    {cause},
  );
}

/** How the driver words a connection that ended; it gives such errors no code. */
const BROKEN = /^(?:Connection terminated|Client has encountered a connection error)/;

/** What the server answered or how the connection broke; an error of any other origin passes as it is. */
export function asDatabaseError(location: string, error: unknown): unknown {
  const {severity, message, syscall, path} = error as {
    severity?: string;
    message?: string;
    syscall?: string;
    path?: string;
  };
  const fromServer = severity !== undefined;
  const brokenConnection = BROKEN.test(message ?? '') || (syscall !== undefined && path === undefined);
  if (error instanceof LseError || (!fromServer && !brokenConnection)) return error;
  return new SourceError(
    'LSE_DATABASE',
    `The database ${location} gave up (${describe(error)}).`,
    'Mend what it names, then look at it with: lse db status',
    {cause: error},
  );
}

/** The driver's message, or its code where that says it all; connecting to several addresses fails as an aggregate. */
function describe(error: unknown): string {
  const {message, code} = error as {message?: string; code?: string};
  const text = message === undefined || message === '' ? (code ?? 'no reason given') : message;
  return text.split('\n')[0] ?? text;
}
