import {onInterrupt} from '../../../core/interruption.ts';
import {Client, type ClientContext} from './client.ts';
import {readAddress} from './connecting/address.ts';
import {connect} from './connecting/connect.ts';
import {describe} from './connecting/failure.ts';
import {asDatabaseError, isPassing, LostConnection, UnknownOutcome} from './database-error.ts';
import {formatDuration} from './limits.ts';

/** What a session is to be instead of what the URL makes it. */
export interface SessionOptions {
  /** What the server lists it as. */
  readonly applicationName?: string;
  /** Milliseconds for one address of one host, where the URL allows more. */
  readonly connectLimit?: number;
}

/** A server, and how patiently it is asked. */
export interface Server extends ClientContext, SessionOptions {
  readonly url: string;
}

/** What is true of work that may have to be done again. */
export interface RunOptions {
  /** Whether doing it again is right even where it is not known whether its commit went through. */
  readonly repeatable: boolean;
}

/** The waits before another attempt, in milliseconds: doubled each time, up to a longest, and shortened by up to a half at random. */
const FIRST_WAIT = 300;
const LONGEST_WAIT = 8000;

/**
 * Runs `work` with a connection that is opened where it is first needed, and closes it afterwards, whatever happened.
 *
 * @throws SourceError where the server cannot be reached, or answers with an error
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
    // The server hears of it on another connection.
    await cancelled;
    await connection.close();
  }
}

/**
 * A connection to one server, opened anew where it broke. What failed for a reason that passes is done again from its
 * start, so it has to be a whole: a transaction, with all that is counted for it. `limits.retries` times at most, each
 * said to whoever waits.
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

  /** The same for what is streamed, which is done again only as long as nobody has seen any of it. */
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

  /** For good: what is still under way fails. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#closeClient();
  }

  /** The same at once, at the server too. */
  async abort(): Promise<void> {
    this.#isClosed = true;
    await this.#client?.abort(new LostConnection('interrupted'));
  }

  async #open(): Promise<Client> {
    if (this.#client?.isBroken === true) await this.#closeClient();
    this.#client ??= await openClient(this.#server);
    // It may have been closed while it was being opened.
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

  /** Waits where it makes sense to try again, and throws where it does not. */
  async #beforeNext(error: unknown, retries: number): Promise<void> {
    const {location, limits, notice} = this.#server;
    // What another database's connection raised within this work is not for this one to do again.
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

/** Files that the URL names, such as one of passwords, are read anew each time. */
async function openClient(server: Server): Promise<Client> {
  const {applicationName, connectLimit = Number.POSITIVE_INFINITY} = server;
  const address = await readAddress(server.url, process.env);
  const connectTimeout = Math.min(address.connectTimeout, connectLimit);
  const wanted = {...address, connectTimeout, applicationName: applicationName ?? address.applicationName};
  return new Client(await connect(wanted), server);
}
