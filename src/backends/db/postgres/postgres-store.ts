import type {Client} from 'pg';
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
import {ensurePartition} from './partitions.ts';
import {loadedDays} from './queries/loaded-days.ts';
import {lockDays} from './queries/lock-days.ts';
import {createWatched, noteLoaded, watchRows} from './queries/note-loaded.ts';
import {records} from './queries/records.ts';
import {removeRecords} from './queries/remove-records.ts';
import {storedRunIds} from './queries/stored-run-ids.ts';
import {storedTwins} from './queries/stored-twins.ts';
import {upsert} from './queries/upsert.ts';
import {vacuumPartitions} from './queries/vacuum.ts';
import type {RoleAccess} from './role-access.ts';

export class PostgresStore implements RecordStore {
  readonly textForm = 'written';
  readonly batchBytes = 4_000_000;
  readonly leavesToOwner: boolean;
  readonly #client: Client;
  readonly #access: RoleAccess;

  constructor(client: Client, access: RoleAccess) {
    this.#client = client;
    this.#access = access;
    this.leavesToOwner = !access.isOwner;
  }

  requireWritable(project: string): void {
    this.#access.requireWritable(project);
  }

  loadedDays(scope: Scope | null): Promise<LoadedDay[]> {
    return loadedDays(this.#client, scope);
  }

  withDay<T>(project: string, date: CalendarDate, work: (day: DayWriter) => Promise<T>): Promise<T> {
    return this.withDays([{project, date}], (writerOf) => work(writerOf({project, date})));
  }

  async withDays<T>(days: readonly DayKey[], work: (writerOf: (day: DayKey) => DayWriter) => Promise<T>): Promise<T> {
    for (const {project} of days) this.#access.requireWritable(project);
    await createWatched(this.#client);
    for (const date of new Set(days.map((day) => day.date))) await ensurePartition(this.#client, date);
    return withTransaction(this.#client, async () => {
      await lockDays(this.#client, days);
      return work(({project, date}) => new PostgresDay(this.#client, project, date));
    });
  }

  settle(dates: readonly CalendarDate[]): Promise<void> {
    return vacuumPartitions(this.#client, dates);
  }

  records(scope: Scope | null): AsyncIterable<StoredRecord> {
    this.#access.requireReadable(scope?.project ?? null);
    return records(this.#client, scope);
  }
}

class PostgresDay implements DayWriter {
  readonly #client: Client;
  readonly #project: string;
  readonly #date: CalendarDate;
  #staged: readonly StagedRecord[] = [];

  constructor(client: Client, project: string, date: CalendarDate) {
    this.#client = client;
    this.#project = project;
    this.#date = date;
  }

  async stage(staged: readonly StagedRecord[]): Promise<StoredTwin[]> {
    this.#staged = staged;
    const runIds = staged.map(({runId}) => runId);
    const stored = await storedRunIds(this.#client, this.#project, this.#date, runIds);
    if (stored.size === 0) return [];
    const rivals = staged.filter(({runId}) => stored.has(runId));
    return storedTwins(this.#client, this.#project, this.#date, rivals);
  }

  async write(runIds: readonly string[]): Promise<void> {
    if (runIds.length === 0) return;
    const chosen = new Set(runIds);
    const records = this.#staged.filter(({runId}) => chosen.has(runId));
    await upsert(this.#client, this.#project, this.#date, records);
  }

  async remove(runIds: readonly string[]): Promise<void> {
    if (runIds.length > 0) await removeRecords(this.#client, this.#project, this.#date, runIds);
  }
  async watch(): Promise<void> {
    await watchRows(this.#client, this.#project, this.#date);
  }

  async note(note: DayNote): Promise<void> {
    await noteLoaded(this.#client, this.#project, this.#date, note);
  }
}
