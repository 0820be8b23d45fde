import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {
  DayNote,
  DayWriter,
  LoadedDay,
  RecordStore,
  RefusedRecord,
  StagedRecord,
  Staging,
  StoredRecord,
} from '../../../core/record-store.ts';
import type {DayKey, Scope} from '../../../core/scope.ts';
import {findRefused} from '../refusal.ts';
import {type Cluster, placedOn} from './citus/cluster.ts';
import type {Client} from './client.ts';
import type {Connection} from './connection.ts';
import {ensurePartition} from './partitions.ts';
import {giveFirstStatistics} from './queries/first-statistics.ts';
import {loadedDays} from './queries/loaded-days.ts';
import {lockDays} from './queries/lock-days.ts';
import {noteLoaded} from './queries/note-loaded.ts';
import {records} from './queries/records.ts';
import {forgetRefused, noteRefused} from './queries/refused.ts';
import {removeRecords} from './queries/remove-records.ts';
import {storedRunIds} from './queries/stored-run-ids.ts';
import {storedTwins} from './queries/stored-twins.ts';
import {upsert} from './queries/upsert.ts';
import {orRefused, RefusedBatch, refusalOf, Suspects} from './refusal.ts';
import type {RoleAccess} from './role-access.ts';
import {withTrial} from './savepoint.ts';
import {limitStatements, streamTransaction, withTransaction} from './transaction.ts';
import {type Turn, takeTurn} from './turn.ts';
import {settleDates} from './upkeep.ts';
import {WatchedRows} from './watched-rows.ts';

/** What a day must have written before it is worth statistics in the middle of its transaction; with fewer rows any plan is quick. */
const ROWS_FOR_STATISTICS = 1000;

export class PostgresStore implements RecordStore {
  readonly textForm = 'written';
  readonly batchBytes = 4_000_000;
  readonly leavesToOwner: boolean;
  readonly #connection: Connection;
  readonly #access: RoleAccess;
  readonly #cluster: Cluster | null;

  constructor(connection: Connection, access: RoleAccess, cluster: Cluster | null) {
    this.#connection = connection;
    this.#cluster = cluster;
    this.#access = access;
    this.leavesToOwner = !access.isOwner;
  }

  requireWritable(project: string): void {
    this.#access.requireWritable(project);
  }

  loadedDays(scope: Scope | null): Promise<LoadedDay[]> {
    return this.#connection.run((client) =>
      withTransaction(client, 'snapshot', async () => {
        await limitStatements(client, 'range');
        return loadedDays(client, scope, await placedOn(client, this.#cluster));
      }),
    );
  }

  withDay<T>(project: string, date: CalendarDate, work: (day: DayWriter) => Promise<T>): Promise<T> {
    return this.withDays([{project, date}], (writerOf) => work(writerOf({project, date})));
  }

  async withDays<T>(days: readonly DayKey[], work: (writerOf: (day: DayKey) => DayWriter) => Promise<T>): Promise<T> {
    for (const {project} of days) this.#access.requireWritable(project);
    const suspects = new Suspects();
    // It writes what the files say, so it may write again, whether or not a commit succeeded.
    return this.#connection.run(async (client) => {
      for (const date of new Set(days.map((day) => day.date))) await ensurePartition(client, date);
      return withoutRefused(suspects, () =>
        withTransaction(client, 'write', async () => {
          await takeTurn(client, turnOf(days), () => lockDays(client, days));
          return work(({project, date}) => new PostgresDay(client, {project, date}, suspects, this.#cluster));
        }),
      );
    });
  }

  settle(dates: readonly CalendarDate[]): Promise<void> {
    return this.#connection.run((client) => settleDates(client, dates));
  }

  records(scope: Scope | null): AsyncIterable<StoredRecord> {
    this.#access.requireReadable(scope?.project ?? null);
    return this.#connection.stream((client) =>
      streamTransaction(client, 'snapshot', async function* () {
        await limitStatements(client, 'range');
        yield* records(client, scope);
      }),
    );
  }
}

function turnOf(days: readonly DayKey[]): Turn {
  const [first] = days;
  const named =
    days.length === 1 && first !== undefined ? `${first.project} ${first.date}` : `some of ${days.length} days`;
  return {what: `is loading ${named} into`, retry: 'lse db load'};
}

/** Runs `work` again as long as each run adds a batch to those whose records are tried out before they are written. */
async function withoutRefused<T>(suspects: Suspects, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RefusedBatch)) throw error;
      if (!suspects.add(error.records)) throw error.cause;
    }
  }
}

class PostgresDay implements DayWriter {
  readonly #client: Client;
  readonly #project: string;
  readonly #date: CalendarDate;
  readonly #suspects: Suspects;
  readonly #cluster: Cluster | null;
  /** The run ids of what was written so far. */
  readonly #written = new Set<string>();
  #staged: readonly StagedRecord[] = [];
  /** The staged records that had a row. */
  #stored: ReadonlySet<string> = new Set();
  #watched: WatchedRows | null = null;
  #hasStatistics = false;

  constructor(client: Client, {project, date}: DayKey, suspects: Suspects, cluster: Cluster | null) {
    this.#client = client;
    this.#project = project;
    this.#date = date;
    this.#suspects = suspects;
    this.#cluster = cluster;
  }

  async stage(staged: readonly StagedRecord[]): Promise<Staging> {
    const refused = await this.#refusedOf(staged.filter((record) => this.#suspects.has(record)));
    const gone = new Set(refused.map(({runId}) => runId));
    this.#staged = staged.filter(({runId}) => !gone.has(runId));
    const runIds = this.#staged.map(({runId}) => runId);
    const stored = await storedRunIds(this.#client, this.#project, this.#date, runIds);
    this.#stored = stored;
    if (stored.size === 0) return {twins: [], refused};
    const rivals = this.#staged.filter(({runId}) => stored.has(runId));
    const twins = await orRefused(rivals, () =>
      storedTwins(this.#client, this.#project, this.#date, rivals, this.#written),
    );
    return {twins, refused};
  }

  /**
   * Refused records were found before this. If the server refuses another one here, the transaction ends, and the next one suspects the
   * batch.
   */
  async write(runIds: readonly string[]): Promise<readonly RefusedRecord[]> {
    const chosen = new Set(runIds);
    const records = this.#staged.filter(({runId}) => chosen.has(runId));
    this.#staged = [];
    if (records.length === 0) return [];
    const replaced = records.filter(({runId}) => this.#stored.has(runId)).map(({runId}) => runId);
    await this.#change({before: replaced, after: runIds}, () =>
      orRefused(records, () => upsert(this.#client, this.#project, this.#date, records)),
    );
    for (const {runId} of records) this.#written.add(runId);
    await this.#giveStatistics();
    const fileNames = records.map(({fileName}) => fileName);
    await forgetRefused(this.#client, this.#project, this.#date, fileNames);
    return [];
  }

  async remove(runIds: readonly string[]): Promise<void> {
    if (runIds.length === 0) return;
    await this.#change({before: runIds, after: []}, () =>
      removeRecords(this.#client, this.#project, this.#date, runIds),
    );
  }

  async watch(): Promise<void> {
    await forgetRefused(this.#client, this.#project, this.#date, null);
    this.#watched = await WatchedRows.watch(this.#client, this.#project, this.#date);
  }

  async note(note: DayNote): Promise<void> {
    const rows = (await this.#watched?.untouched()) ?? null;
    if (rows === null) return;
    const state = `${rows}${await placedOn(this.#client, this.#cluster)}`;
    await noteLoaded(this.#client, this.#project, this.#date, state, note);
  }

  async #giveStatistics(): Promise<void> {
    if (this.#hasStatistics || this.#written.size < ROWS_FOR_STATISTICS) return;
    this.#hasStatistics = true;
    await giveFirstStatistics(this.#client, this.#date);
  }

  /** If nobody watches the day, the marks of the rows are not needed. */
  async #change(
    rows: {readonly before: readonly string[]; readonly after: readonly string[]},
    work: () => Promise<void>,
  ): Promise<void> {
    if (this.#watched === null) await work();
    else await this.#watched.during(rows, work);
  }

  /** Writes the records in a savepoint that is always rolled back; records that the server takes are written again, with their batch. */
  async #refusedOf(records: readonly StagedRecord[]): Promise<RefusedRecord[]> {
    const refused = await findRefused(records, (some) =>
      withTrial(this.#client, async () => {
        try {
          await upsert(this.#client, this.#project, this.#date, some);
          return null;
        } catch (error) {
          const message = refusalOf(error, some);
          if (message === null) throw error;
          return message;
        }
      }),
    );
    if (refused.length > 0) await noteRefused(this.#client, this.#project, this.#date, refused);
    return refused;
  }
}
