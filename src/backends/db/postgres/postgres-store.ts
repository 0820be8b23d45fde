import type {Client} from 'pg';
import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {
  DayKey,
  DayNote,
  DayWriter,
  LoadedDay,
  RecordStore,
  RefusedRecord,
  StagedRecord,
  Staging,
  StoredRecord,
} from '../../../core/record-store.ts';
import type {Scope} from '../../../core/report-source.ts';
import {findRefused} from '../refusal.ts';
import {withTransaction} from './connection.ts';
import {ensurePartition} from './partitions.ts';
import {loadedDays} from './queries/loaded-days.ts';
import {lockDays} from './queries/lock-days.ts';
import {createWatched, noteLoaded, watchRows} from './queries/note-loaded.ts';
import {records} from './queries/records.ts';
import {forgetRefused, noteRefused} from './queries/refused.ts';
import {removeRecords} from './queries/remove-records.ts';
import {storedRunIds} from './queries/stored-run-ids.ts';
import {storedTwins} from './queries/stored-twins.ts';
import {upsert} from './queries/upsert.ts';
import {vacuumPartitions} from './queries/vacuum.ts';
import {orRefused, RefusedBatch, refusalOf, Suspects} from './refusal.ts';
import {withTrial} from './savepoint.ts';

export class PostgresStore implements RecordStore {
  readonly textForm = 'written';
  readonly batchBytes = 4_000_000;
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  loadedDays(scope: Scope | null): Promise<LoadedDay[]> {
    return loadedDays(this.#client, scope);
  }

  withDay<T>(project: string, date: CalendarDate, work: (day: DayWriter) => Promise<T>): Promise<T> {
    return this.withDays([{project, date}], (writerOf) => work(writerOf({project, date})));
  }

  async withDays<T>(days: readonly DayKey[], work: (writerOf: (day: DayKey) => DayWriter) => Promise<T>): Promise<T> {
    await createWatched(this.#client);
    for (const date of new Set(days.map((day) => day.date))) await ensurePartition(this.#client, date);
    const suspects = new Suspects();
    for (;;) {
      try {
        return await withTransaction(this.#client, async () => {
          await lockDays(this.#client, days);
          return work(({project, date}) => new PostgresDay(this.#client, project, date, suspects));
        });
      } catch (error) {
        if (!(error instanceof RefusedBatch)) throw error;
        if (!suspects.add(error.records)) throw error.cause;
      }
    }
  }

  settle(dates: readonly CalendarDate[]): Promise<void> {
    return vacuumPartitions(this.#client, dates);
  }

  records(scope: Scope | null): AsyncIterable<StoredRecord> {
    return records(this.#client, scope);
  }
}

class PostgresDay implements DayWriter {
  readonly #client: Client;
  readonly #project: string;
  readonly #date: CalendarDate;
  readonly #suspects: Suspects;
  #staged: readonly StagedRecord[] = [];

  constructor(client: Client, project: string, date: CalendarDate, suspects: Suspects) {
    this.#client = client;
    this.#project = project;
    this.#date = date;
    this.#suspects = suspects;
  }

  async stage(staged: readonly StagedRecord[]): Promise<Staging> {
    const refused = await this.#refusedOf(staged.filter((record) => this.#suspects.has(record)));
    const gone = new Set(refused.map(({runId}) => runId));
    this.#staged = staged.filter(({runId}) => !gone.has(runId));
    const runIds = this.#staged.map(({runId}) => runId);
    const stored = await storedRunIds(this.#client, this.#project, this.#date, runIds);
    if (stored.size === 0) return {twins: [], refused};
    const rivals = this.#staged.filter(({runId}) => stored.has(runId));
    const twins = await orRefused(rivals, () => storedTwins(this.#client, this.#project, this.#date, rivals));
    return {twins, refused};
  }

  /** Nothing is refused here that was not found out before: else the transaction ends, and the next one is suspicious. */
  async write(runIds: readonly string[]): Promise<readonly RefusedRecord[]> {
    const chosen = new Set(runIds);
    const records = this.#staged.filter(({runId}) => chosen.has(runId));
    this.#staged = [];
    if (records.length === 0) return [];
    await orRefused(records, () => upsert(this.#client, this.#project, this.#date, records));
    const fileNames = records.map(({fileName}) => fileName);
    await forgetRefused(this.#client, this.#project, this.#date, fileNames);
    return [];
  }

  async remove(runIds: readonly string[]): Promise<void> {
    if (runIds.length > 0) await removeRecords(this.#client, this.#project, this.#date, runIds);
  }

  async watch(): Promise<void> {
    await forgetRefused(this.#client, this.#project, this.#date, null);
    await watchRows(this.#client, this.#project, this.#date);
  }

  async note(note: DayNote): Promise<void> {
    await noteLoaded(this.#client, this.#project, this.#date, note);
  }

  /**
   * Writes the records in a savepoint that is always rolled back. What a savepoint writes bears its number, by which a row would
   * not be known as this transaction's own; so what is taken is written once more, outside.
   */
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
