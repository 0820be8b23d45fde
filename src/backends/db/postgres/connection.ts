import {onInterrupt} from '../../../core/interruption.ts';
import {Client, type ClientContext} from './client.ts';
import {readAddress} from './connecting/address.ts';
import {connect} from './connecting/connect.ts';
import {describe} from './connecting/failure.ts';
import {asDatabaseError, isPassing, LostConnection, UnknownOutcome} from './database-error.ts';
import {formatDuration} from './limits.ts';

/** Settings of a session that replace those of the URL. */
export interface SessionOptions {
  /** The name under which the server lists it. */
  readonly applicationName?: string;
  /** Milliseconds for one address of one host, even if the URL allows more. */
  readonly connectLimit?: number;
}

/** A server, and the limits of waiting for it. */
export interface Server extends ClientContext, SessionOptions {
  readonly url: string;
}

/** Properties of work that may have to run again. */
export interface RunOptions {
  /** Whether it may run again even if nobody knows whether its commit succeeded. */
  readonly repeatable: boolean;
}

/** The waits before another attempt, in milliseconds: doubled each time, up to a longest, and shortened by up to a half at random. */
const FIRST_WAIT = 300;
const LONGEST_WAIT = 8000;

/**
 * Runs `work` with a connection that opens on first use, and always closes it afterwards.
 *
 * @throws SourceError if the server cannot be reached, or answers with an error
 */
export async function withConnection<T>(
  server: Server,
  work: (connection: Connection) => Promise<T>,
  {signal}: {readonly signal?: AbortSignal} = {},
): Promise<T> {
  const connection = new Connection(server);
  const forget = onInterrupt(() => connection.abort());
  let cancelled = Promise.resolve();
  const abort = (): void => {
    cancelled = connection.abort();
  };
  signal?.addEventListener('abort', abort, {once: true});
  try {
    return await work(connection);
  } catch (error) {
    throw asDatabaseError(server.location, error);
  } finally {
    forget();
    signal?.removeEventListener('abort', abort);
    // The server gets the cancellation on another connection.
    await cancelled;
    await connection.close();
  }
}

/**
 * A connection to one server, opened again after it broke. If work fails for a passing reason it runs again from its
 * start, so it must be a whole: a transaction, with all that is counted for it. It runs again at most `limits.retries`
 * times, and the user is told each time.
 */
export class Connection {
  readonly #server: Server;
  #client: Client | null = null;
  #isClosed = false;

  constructor(server: Server) {
    this.#server = server;
  }

  async run<T>(work: (client: Client) => Promise<T>, {repeatable}: RunOptions = {repeatable: true}): Promise<T> {
    for (let retries = 0; ; retries += 1) {
      try {
        const client = await this.#open();
        client.isLast = retries >= this.#server.limits.retries;
        return await work(client);
      } catch (error) {
        if (error instanceof UnknownOutcome && !repeatable) throw error;
        await this.#beforeNext(error, retries);
      }
    }
  }

  /** The same for a stream, which runs again only as long as nobody has seen any of it. */
  async *stream<T>(work: (client: Client) => AsyncIterable<T>): AsyncGenerator<T> {
    let isSeen = false;
    for (let retries = 0; ; retries += 1) {
      try {
        for await (const item of work(await this.#open())) {
          isSeen = true;
          yield item;
        }
        return;
      } catch (error) {
        if (isSeen) throw asDatabaseError(this.#server.location, error);
        await this.#beforeNext(error, retries);
      }
    }
  }

  /** Closes it for good: work that is still running fails. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#closeClient();
  }

  /** The same at once, and cancels the work at the server too. */
  async abort(): Promise<void> {
    this.#isClosed = true;
    await this.#client?.abort(new LostConnection('interrupted'));
  }

  async #open(): Promise<Client> {
    if (this.#client?.isBroken === true) await this.#closeClient();
    this.#client ??= await openClient(this.#server);
    // Somebody may have closed it during opening.
    if (this.#isClosed) {
      await this.#closeClient();
      throw new LostConnection('interrupted');
    }
    return this.#client;
  }

  async #closeClient(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.close();
  }

  /** Waits if another attempt makes sense, and throws if it does not. */
  async #beforeNext(error: unknown, retries: number): Promise<void> {
    const {location, limits, notice} = this.#server;
    // If the connection of another database failed within this work, this connection must not run it again.
    const isOwn = this.#client === null || this.#client.raised(error);
    const isWorthIt = isOwn && isPassing(error) && retries < limits.retries && !this.#isClosed;
    if (!isWorthIt) throw asDatabaseError(location, error);
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** retries) * (1 - Math.random() / 2);
    const reason = describe((error as Error).cause ?? error);
    const what = this.#client === null ? 'cannot be reached' : 'could not go on';
    notice(
      `Warning: The database ${location} ${what} (${reason}); trying again in ${formatDuration(wait)} (${retries + 1} of ${limits.retries}).`,
    );
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (this.#isClosed) throw asDatabaseError(location, error);
  }
}

/** Files that the URL names, such as a password file, are read again each time. */
async function openClient(server: Server): Promise<Client> {
  const {applicationName, connectLimit = Number.POSITIVE_INFINITY} = server;
  const address = await readAddress(server.url, process.env);
  const connectTimeout = Math.min(address.connectTimeout, connectLimit);
  const wanted = {...address, connectTimeout, applicationName: applicationName ?? address.applicationName};
  return new Client(await connect(wanted), server);
}
