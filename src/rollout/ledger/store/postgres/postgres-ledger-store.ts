import type {Client} from '../../../../backends/db/postgres/client.ts';
import {redactUrl} from '../../../../backends/db/postgres/connecting/postgres-url.ts';
import {type Connection, type Server, withConnection} from '../../../../backends/db/postgres/connection.ts';
import type {DatabaseLimits} from '../../../../backends/db/postgres/limits.ts';
import {withTransaction} from '../../../../backends/db/postgres/transaction.ts';
import {lockLedger} from '../../queries/lock-ledger.ts';
import {noteVersion} from '../../queries/note-version.ts';
import {
  BUSY_MILLISECONDS,
  type LedgerStore,
  type Session,
  type StoredValue,
  type WriteOptions,
} from '../ledger-store.ts';
import {missingMigrations} from '../migration.ts';
import {Turns} from '../turns.ts';
import {sql as appendSql} from './append-entry.ts';
import {sql as entriesSql} from './entries.ts';
import {ledgerVersion} from './ledger-version.ts';
import {migrations} from './migrations.ts';
import {asPostgresLedgerError} from './postgres-error.ts';

/**
 * A report may wait for the ledger, so it is asked less patiently than for records: a lock waits for a third of the statement's limit,
 * and what failed for a passing reason is tried once more.
 */
const LIMITS: DatabaseLimits = {statement: BUSY_MILLISECONDS * 3, silence: BUSY_MILLISECONDS * 4, retries: 1};

/**
 * Runs `work` with a ledger in tables of their own beside those of the reports, on one connection, which is opened when it is first
 * needed and closed afterwards.
 *
 * Whoever writes first makes the tables, and no migration of the reports' schema does: the ledger has a version of its own, a rollout
 * may begin without a change of that schema, and a database that is only read by reports gets no tables that it does not need.
 */
export function withPostgresLedgerStore<T>(
  url: string,
  notice: (line: string) => void,
  work: (store: LedgerStore) => Promise<T>,
): Promise<T> {
  const server: Server = {url, location: redactUrl(url), limits: LIMITS, notice};
  return withConnection(server, async (connection) => {
    const store = new PostgresLedgerStore(connection, server.location);
    try {
      return await work(store);
    } finally {
      await store.end();
    }
  });
}

class PostgresLedgerStore implements LedgerStore {
  readonly location: string;
  readonly appendSql = appendSql;
  readonly entriesSql = entriesSql;
  readonly #connection: Connection;
  readonly #turns = new Turns();
  #isCurrent = false;

  constructor(connection: Connection, location: string) {
    this.#connection = connection;
    this.location = location;
  }

  async read<T>(work: (session: Session) => Promise<T>, empty: T): Promise<T> {
    const found = await this.#take(() =>
      this.#connection.run((client) =>
        withTransaction(client, 'snapshot', async () => {
          const state = this.#isCurrent ? 'current' : await this.#state(client);
          return state === 'current' ? {answer: await work(sessionOf(client))} : state;
        }),
      ),
    );
    if (found === 'empty') return empty;
    // One of an older version: writing, even nothing, brings the tables up to date.
    return found === 'old' ? this.write(work) : found.answer;
  }

  once<Row extends object>(sql: string, values: readonly StoredValue[], options: WriteOptions = {}): Promise<Row[]> {
    return this.write((session) => session.rows<Row>(sql, values), options);
  }

  write<T>(work: (session: Session) => Promise<T>, {alone = false, repeatable = true}: WriteOptions = {}): Promise<T> {
    return this.#take(async () => {
      if (!this.#isCurrent) await this.#migrate();
      return this.#connection.run(
        (client) =>
          withTransaction(client, 'write', async () => {
            const session = sessionOf(client);
            if (alone) await lockLedger(session);
            return work(session);
          }),
        {repeatable},
      );
    });
  }

  end(): Promise<void> {
    return this.#turns.end();
  }

  #take<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      try {
        return await work();
      } catch (error) {
        throw asPostgresLedgerError(this.location, error);
      }
    });
  }

  async #state(client: Client): Promise<'empty' | 'old' | 'current'> {
    const version = await ledgerVersion(client);
    if (version === 0) return 'empty';
    if (missingMigrations(this.location, migrations, version).length > 0) return 'old';
    this.#isCurrent = true;
    return 'current';
  }

  /** In transactions of their own, so that nobody waits for other writes. */
  async #migrate(): Promise<void> {
    const look = (): Promise<string> =>
      this.#connection.run((client) => withTransaction(client, 'snapshot', () => this.#state(client)));
    if ((await look()) === 'current') return;
    try {
      await this.#connection.run((client) =>
        withTransaction(client, 'write', () => applyMigrations(client, this.location)),
      );
    } catch (error) {
      // Others that begin the same ledger hold it, until they find that it is begun.
      if (!isLocked(error) || (await look()) !== 'current') throw error;
    }
    this.#isCurrent = true;
  }
}

/** If two begin a ledger at once, one waits and then finds the work done. */
async function applyMigrations(client: Client, location: string): Promise<void> {
  const session = sessionOf(client);
  await lockLedger(session);
  for (const {version, sql} of missingMigrations(location, migrations, await ledgerVersion(client))) {
    await client.query(sql);
    await noteVersion(session, version);
  }
}

function isLocked(error: unknown): boolean {
  const {code, cause} = error as {code?: string; cause?: unknown};
  return code === '55P03' || (cause as {code?: string} | undefined)?.code === '55P03';
}

function sessionOf(client: Client): Session {
  return {
    rows: async <Row extends object>(sql: string, values: readonly StoredValue[] = []) =>
      (await client.query<Row>(sql, values)).rows,
  };
}
