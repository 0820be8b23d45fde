import {Connection, type Client as Driver} from 'pg';
import type {TakePlan} from '../query-plan.ts';
import {endsConnection, LostConnection, SilentServer} from './database-error.ts';
import {type DatabaseLimits, type StatementKind, silenceLimit} from './limits.ts';
import {isQuestion, planOf} from './statement-plan.ts';

/** What all code that works on a connection must know besides. */
export interface ClientContext {
  /** The URL without its password, for messages. */
  readonly location: string;
  readonly limits: DatabaseLimits;
  /** Shows a message to the user at the terminal. */
  readonly notice: (line: string) => void;
}

/** The rows of the last statement, every value as the text that the server sent; null stays null. */
export interface Answer<Row> {
  readonly rows: Row[];
  /** The server's own word for what it did, such as `COMMIT`. */
  readonly command: string;
}

export interface ClientLink {
  /** The protocol of TLS; null without it. */
  readonly encryption: string | null;
  readonly isLocal: boolean;
  /** The name of the session at whatever answers; a pooler uses another one than the server. */
  readonly processId: number | null;
}

/** The driver's own readers go through doubles and local time. */
const AS_TEXT = {getTypeParser: () => (text: unknown) => text as string};
/** The time to say goodbye, or to ask the server to cancel a query. Both are courtesies. */
const COURTESY_MILLISECONDS = 2000;
/** How often lse looks at a wait before it counts as silence. It counts looks, not time: a busy or sleeping process hears nothing. */
const LOOKS = 8;

/**
 * An open connection on which every wait ends.
 *
 * The driver leaves waits open. If the server sends an error while no query runs, the error goes to the listeners of the client, and the
 * next query learns that there was one, not which. `end` waits for a server that may be gone. A cursor of the driver's other package never
 * ends its `close` on a connection that broke. A promise that nobody settles keeps no process alive: Node has nothing left to do and ends
 * with success, in the middle of a comparison.
 *
 * So nobody else touches the driver, and every wait for it goes through `#settle`, which notes it. A wait ends in one of four ways: with
 * the answer; with the server's error for this statement; with the reason for which the connection ended; or with silence. If the
 * connection ends, the reason is the server's own if it gave one, whichever wait met it first, and every later wait ends with it at once.
 * Silence is counted here, since a network that swallows everything never says so. While there is a wait and no byte arrives or leaves, lse
 * looks at it eight times, evenly over the limit. Then it asks the server on a second connection to cancel its work, in case that the
 * server and the network are alive. It destroys the socket, and all waits end with that reason. The limit is that of the statement's kind
 * (`expect`). It is longer than the server's own limit for the statement, because the server's own message says more. The timer keeps the
 * process alive as long as there is a wait, so the event loop never runs empty during one.
 *
 * Rows are streamed by `declare` and `fetch`, statements like all others (`row-stream.ts`). So each page has the whole time limit of a
 * statement. Between two pages the server knows that it waits for the client, and limits that as well.
 */
export class Client {
  readonly context: ClientContext;
  /** Whether this is the last attempt: nobody tries again if it fails. */
  isLast = true;
  readonly #driver: Driver;
  readonly #waiting = new Set<(reason: unknown) => void>();
  readonly #raised = new WeakSet<object>();
  #end: {readonly reason: unknown} | null = null;
  #kind: StatementKind = 'date';
  #look: NodeJS.Timeout | undefined;
  #cursors = 0;
  #takePlan: TakePlan | null = null;

  /** `driver` is connected; from here on nobody else uses it. */
  constructor(driver: Driver, context: ClientContext) {
    this.#driver = driver;
    this.context = context;
    driver.on('error', (error) => this.#break(error));
    driver.on('end', () => this.#break(new LostConnection('the connection was closed')));
  }

  /** True if the connection takes no more queries. */
  get isBroken(): boolean {
    return this.#end !== null;
  }

  /** How the connection reaches the server, as this end knows it. */
  get link(): ClientLink {
    const {processID} = this.#driver as unknown as DriverParts;
    const socket = socketOf(this.#driver);
    const address = socket.remoteAddress;
    const isLocal = address === undefined || /^(?:127\.|::1$|::ffff:127\.)/.test(address);
    return {encryption: socket.getProtocol?.() ?? null, isLocal, processId: processID};
  }

  /** Whether an error, or what caused it, came from this connection. */
  raised(error: unknown): boolean {
    for (let at = error; typeof at === 'object' && at !== null; at = (at as Error).cause) {
      if (this.#raised.has(at)) return true;
    }
    return false;
  }

  /** Sets how long the server may be silent during later statements. */
  expect(kind: StatementKind): void {
    this.#kind = kind;
  }

  /** From here on each query is explained before it runs, in its transaction and with its values. */
  explainTo(take: TakePlan): void {
    this.#takePlan = take;
  }

  /** Runs one statement with parameters, or several without any. */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Answer<Row>> {
    if (this.#takePlan === null || !isQuestion(text)) return this.#ask(text, values);
    return this.#explainAndAsk(this.#takePlan, text, values);
  }

  async #explainAndAsk<Row extends object>(
    take: TakePlan,
    text: string,
    values: readonly unknown[] = [],
  ): Promise<Answer<Row>> {
    take(await planOf((statement, parameters) => this.#ask(statement, parameters), text, values));
    return this.#ask(text, values);
  }

  #ask<Row extends object>(text: string, values?: readonly unknown[]): Promise<Answer<Row>> {
    return this.#settle(async () => {
      const config = {text, types: AS_TEXT, ...(values === undefined ? {} : {values: [...values]})};
      const answer: unknown = await this.#driver.query(config);
      return (Array.isArray(answer) ? answer.at(-1) : answer) as Answer<Row>;
    });
  }

  /** A name that no other cursor of this connection has. */
  nextCursor(): string {
    this.#cursors += 1;
    return `lse_rows_${this.#cursors}`;
  }

  /** Ends all waits at once: cancels what the server does for them, and closes the connection. */
  async abort(reason: unknown): Promise<void> {
    const cancelled = this.#waiting.size > 0 ? this.#cancel() : Promise.resolve();
    this.#break(reason);
    await cancelled;
    socketOf(this.#driver).destroy();
  }

  /** Says goodbye if the server can hear it. It never fails, and never takes long. */
  async close(): Promise<void> {
    if (this.#waiting.size > 0) await this.#cancel();
    if (this.#end === null) await atMost(COURTESY_MILLISECONDS, this.#driver.end());
    this.#break(new LostConnection('the connection was closed'));
    socketOf(this.#driver).destroy();
  }

  #settle<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#end !== null) return Promise.reject(this.#end.reason);
    return new Promise<T>((resolve, reject) => {
      const forget = (): void => {
        this.#waiting.delete(fail);
        if (this.#waiting.size === 0) clearInterval(this.#look);
      };
      const fail = (reason: unknown): void => {
        forget();
        reject(reason);
      };
      if (this.#waiting.size === 0) this.#watch();
      this.#waiting.add(fail);
      ask().then(
        (answer) => {
          forget();
          resolve(answer);
        },
        (error) => {
          this.#note(error);
          // The others wait for a connection that is about to end; only this place knows the reason.
          if (endsConnection(error)) this.#break(error);
          fail(this.#end?.reason ?? error);
        },
      );
    });
  }

  #break(reason: unknown): void {
    if (this.#end !== null) return;
    const {code, severity} = reason as {code?: string; severity?: string};
    const isNamed = code !== undefined || severity !== undefined || reason instanceof LostConnection;
    const end = isNamed ? reason : new LostConnection((reason as Error).message, {cause: reason});
    this.#note(end);
    this.#end = {reason: end};
    for (const fail of [...this.#waiting]) fail(end);
  }

  #note(error: unknown): void {
    this.#raised.add(error as object);
  }

  #watch(): void {
    const limit = silenceLimit(this.context.limits, this.#kind);
    let [before, quiet] = [this.#traffic(), 0];
    this.#look = setInterval(() => {
      const now = this.#traffic();
      quiet = now === before ? quiet + 1 : 0;
      before = now;
      if (quiet < LOOKS) return;
      clearInterval(this.#look);
      void this.abort(new SilentServer(limit));
    }, limit / LOOKS);
  }

  /** Changes with every byte that arrives or leaves. */
  #traffic(): string {
    const {bytesRead, _handle} = socketOf(this.#driver);
    return `${bytesRead} ${_handle?.writeQueueSize ?? 0}`;
  }

  /** Asks the server to cancel its work; an answer comes, if at all, on the connection itself. */
  #cancel(): Promise<void> {
    const {host, port, ssl, processID, secretKey} = this.#driver as unknown as DriverParts;
    if (processID === null) return Promise.resolve();
    const second = new Connection({ssl} as ConstructorParameters<typeof Connection>[0]) as Connection & CancelParts;
    const done = new Promise<void>((resolve) => {
      const send = (): void => second.cancel(processID, secretKey);
      second.on('error', () => resolve());
      second.on('end', () => resolve());
      second.on('connect', () => (ssl ? second.requestSsl() : send()));
      second.on('sslconnect', send);
      if (host.startsWith('/')) second.connect(`${host}/.s.PGSQL.${port}`);
      else second.connect(port, host);
    });
    return atMost(COURTESY_MILLISECONDS, done).then(() => void second.stream.destroy());
  }
}

/** What the driver's types leave out. */
interface DriverParts {
  readonly host: string;
  readonly port: number;
  readonly ssl: unknown;
  readonly processID: number | null;
  readonly secretKey: number;
  readonly connection: {readonly stream: DriverSocket};
}

interface CancelParts {
  cancel(processID: number, secretKey: number): void;
  requestSsl(): void;
  connect(port: number | string, host?: string): void;
}

interface DriverSocket {
  /** For a socket with TLS. */
  readonly getProtocol?: () => string | null;
  /** Undefined for a Unix socket. */
  readonly remoteAddress?: string;
  readonly bytesRead: number;
  readonly _handle: {readonly writeQueueSize?: number} | null;
  destroy(): void;
}

function socketOf(driver: Driver): DriverSocket {
  return (driver as unknown as DriverParts).connection.stream;
}

/** Waits no longer than that, and ignores failures. */
async function atMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work.catch(() => {}), late]);
  clearTimeout(timer);
}
