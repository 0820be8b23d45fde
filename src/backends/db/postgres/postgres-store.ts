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
import type {Client} from './client.ts';
import type {Connection} from './connection.ts';
import {ensurePartition} from './partitions.ts';
import {loadedDays} from './queries/loaded-days.ts';
import {lockDays} from './queries/lock-days.ts';
import {noteLoaded, watchRows} from './queries/note-loaded.ts';
import {records} from './queries/records.ts';
import {removeRecords} from './queries/remove-records.ts';
import {storedRunIds} from './queries/stored-run-ids.ts';
import {storedTwins} from './queries/stored-twins.ts';
import {upsert} from './queries/upsert.ts';
import type {RoleAccess} from './role-access.ts';
import {limitStatements, streamTransaction, withTransaction} from './transaction.ts';
import {type Turn, takeTurn} from './turn.ts';
import {settleDates} from './upkeep.ts';

export class PostgresStore implements RecordStore {
  readonly textForm = 'written';
  readonly batchBytes = 4_000_000;
  readonly leavesToOwner: boolean;
  readonly #connection: Connection;
  readonly #access: RoleAccess;

  constructor(connection: Connection, access: RoleAccess) {
    this.#connection = connection;
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
        return loadedDays(client, scope);
      }),
    );
  }

  withDay<T>(project: string, date: CalendarDate, work: (day: DayWriter) => Promise<T>): Promise<T> {
    return this.withDays([{project, date}], (writerOf) => work(writerOf({project, date})));
  }

  async withDays<T>(days: readonly DayKey[], work: (writerOf: (day: DayKey) => DayWriter) => Promise<T>): Promise<T> {
    for (const {project} of days) this.#access.requireWritable(project);
    // What is written is what the files say, so that it may be written again whether or not a commit went through.
    return this.#connection.run(async (client) => {
      for (const date of new Set(days.map((day) => day.date))) await ensurePartition(client, date);
      return withTransaction(client, 'write', async () => {
        await takeTurn(client, turnOf(days), () => lockDays(client, days));
        return work(({project, date}) => new PostgresDay(client, project, date));
      });
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
