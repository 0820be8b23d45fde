import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {
  DayKey,
  DayNote,
  DayWriter,
  LoadedDay,
  RecordStore,
  StagedRecord,
  StoredRecord,
  StoredTwin,
} from '../../../core/record-store.ts';
import type {Scope} from '../../../core/report-source.ts';
import {withTransaction} from './connection.ts';
import type {Connection} from './driver.ts';
import {loadedDays, noteLoaded} from './queries/loaded-days.ts';
import {records} from './queries/records.ts';
import {removeRecords} from './queries/remove-records.ts';
import {createStaging, insertIntoStaging} from './queries/staging.ts';
import {storedTwins} from './queries/stored-twins.ts';
import {upsert} from './queries/upsert.ts';

export class SqliteStore implements RecordStore {
  /** SQLite reads the first of duplicate keys and compares documents as texts. */
  readonly textForm = 'canonical';
  /** Larger ones are no faster: what is staged lies in this process. */
  readonly batchBytes = 1_000_000;
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  loadedDays(scope: Scope | null): Promise<LoadedDay[]> {
    return loadedDays(this.#connection, scope);
  }

  withDay<T>(project: string, date: CalendarDate, work: (day: DayWriter) => Promise<T>): Promise<T> {
    return this.withDays([{project, date}], (writerOf) => work(writerOf({project, date})));
  }

  /** An immediate transaction holds SQLite's one write lock, so other loaders wait. */
  async withDays<T>(_days: readonly DayKey[], work: (writerOf: (day: DayKey) => DayWriter) => Promise<T>): Promise<T> {
    await createStaging(this.#connection);
    return withTransaction(this.#connection, 'immediate', () =>
      work(({project, date}) => new SqliteDay(this.#connection, project, date)),
    );
  }

  async settle(): Promise<void> {
    await this.#connection.execute('analyze; pragma wal_checkpoint(truncate)');
  }

  records(scope: Scope | null): AsyncIterable<StoredRecord> {
    return records(this.#connection, scope);
  }
}

class SqliteDay implements DayWriter {
  readonly #connection: Connection;
  readonly #project: string;
  readonly #date: CalendarDate;

  constructor(connection: Connection, project: string, date: CalendarDate) {
    this.#connection = connection;
    this.#project = project;
    this.#date = date;
  }

  async stage(staged: readonly StagedRecord[]): Promise<StoredTwin[]> {
    await insertIntoStaging(this.#connection, staged);
    return storedTwins(this.#connection, this.#project, this.#date);
  }

  async write(runIds: readonly string[]): Promise<void> {
    if (runIds.length > 0) await upsert(this.#connection, this.#project, this.#date, runIds);
  }

  async remove(runIds: readonly string[]): Promise<void> {
    if (runIds.length > 0) await removeRecords(this.#connection, this.#project, this.#date, runIds);
  }
  /** The write lock keeps everybody else away. */
  async watch(): Promise<void> {}

  async note(note: DayNote): Promise<void> {
    await noteLoaded(this.#connection, this.#project, this.#date, note);
  }
}
