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
  StoredTwin,
} from '../../../core/record-store.ts';
import type {DayKey, Scope} from '../../../core/scope.ts';
import {findRefused} from '../refusal.ts';
import {withTransaction} from './connection.ts';
import type {Connection} from './driver.ts';
import {isUtf8} from './queries/encoding.ts';
import {loadedDays, noteLoaded} from './queries/loaded-days.ts';
import {records} from './queries/records.ts';
import {forgetRefused, noteRefused} from './queries/refused.ts';
import {removeRecords} from './queries/remove-records.ts';
import {storedRunIds} from './queries/stored-run-ids.ts';
import {storedTwins} from './queries/stored-twins.ts';
import {upsert} from './queries/upsert.ts';
import {asWriter} from './queries/writing.ts';
import {refusalOf} from './refusal.ts';
import {statements} from './staged-values.ts';

export class SqliteStore implements RecordStore {
  /** SQLite reads the first of duplicate keys and compares documents as texts. */
  readonly textForm = 'canonical';
  /** Larger batches are no faster: the database runs in this process. */
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
    const isPlain = await isUtf8(this.#connection);
    return withTransaction(this.#connection, 'immediate', () =>
      work(({project, date}) => new SqliteDay(this.#connection, project, date, isPlain)),
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
  readonly #isUtf8: boolean;
  /** The run ids of what was written so far. */
  readonly #written = new Set<string>();
  #staged: readonly StagedRecord[] = [];

  constructor(connection: Connection, project: string, date: CalendarDate, isUtf8: boolean) {
    this.#connection = connection;
    this.#project = project;
    this.#date = date;
    this.#isUtf8 = isUtf8;
  }

  async stage(staged: readonly StagedRecord[], options: {readonly twins: boolean} = {twins: true}): Promise<Staging> {
    this.#staged = staged;
    if (!options.twins) return {twins: [], refused: []};
    const runIds = staged.map(({runId}) => runId);
    const stored = await storedRunIds(this.#connection, this.#project, this.#date, runIds);
    const rivals = staged.filter(({runId}) => stored.has(runId));
    const form = {isUtf8: this.#isUtf8, written: this.#written};
    const twins: StoredTwin[] = [];
    const refused = await this.#refusedOf(rivals, async (records) => {
      twins.push(...(await storedTwins(this.#connection, this.#project, this.#date, records, form)));
    });
    this.#drop(refused);
    await noteRefused(this.#connection, this.#project, this.#date, refused);
    return {twins, refused};
  }

  async write(runIds: readonly string[]): Promise<readonly RefusedRecord[]> {
    const chosen = new Set(runIds);
    const records = this.#staged.filter(({runId}) => chosen.has(runId));
    this.#staged = [];
    if (records.length === 0) return [];
    const refused = await asWriter(this.#connection, () =>
      this.#refusedOf(records, (rows) => upsert(this.#connection, this.#project, this.#date, rows, this.#isUtf8)),
    );
    const fileNames = records.map(({fileName}) => fileName);
    await forgetRefused(this.#connection, this.#project, this.#date, fileNames);
    await noteRefused(this.#connection, this.#project, this.#date, refused);
    const unwritten = new Set(refused.map(({runId}) => runId));
    for (const {runId} of records) if (!unwritten.has(runId)) this.#written.add(runId);
    return refused;
  }

  async remove(runIds: readonly string[]): Promise<void> {
    if (runIds.length > 0) await removeRecords(this.#connection, this.#project, this.#date, runIds);
  }

  /** The write lock keeps everybody else away. */
  async watch(): Promise<void> {
    await forgetRefused(this.#connection, this.#project, this.#date, null);
  }

  async note(note: DayNote): Promise<void> {
    await noteLoaded(this.#connection, this.#project, this.#date, note);
  }

  /** A statement does all of its work or nothing, so a refused record must be one of its own. */
  async #refusedOf(
    records: readonly StagedRecord[],
    work: (rows: readonly StagedRecord[]) => Promise<void>,
  ): Promise<RefusedRecord[]> {
    const found: RefusedRecord[] = [];
    for (const rows of statements(records)) {
      const refused = await findRefused(rows, async (some) => {
        try {
          await work(some);
          return null;
        } catch (error) {
          const message = await refusalOf(this.#connection, error);
          if (message === null) throw error;
          return message;
        }
      });
      found.push(...refused);
    }
    return found;
  }

  #drop(refused: readonly RefusedRecord[]): void {
    const gone = new Set(refused.map(({runId}) => runId));
    if (gone.size > 0) this.#staged = this.#staged.filter(({runId}) => !gone.has(runId));
  }
}
