import type {Client} from 'pg';
import {LseError, SourceError} from '../../../core/errors.ts';
import {readAddress} from './connecting/address.ts';
import {connect} from './connecting/connect.ts';
import type {Variables} from './connecting/parameters.ts';
import {redactUrl} from './connecting/postgres-url.ts';

export {redactUrl};

/**
 * Runs `work` on a connection of its own and closes it afterwards, whatever happened.
 *
 * @throws SourceError where the server cannot be reached, or answers with an error
 */
export async function withClient<T>(
  url: string,
  work: (client: Client) => Promise<T>,
  environment: Variables = process.env,
): Promise<T> {
  const client = await connect(await readAddress(url, environment));
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
