import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {RunPath, TraceValues} from '../../../core/fields/run-values.ts';
import {storedPlaces} from '../../../core/fields/stored-paths.ts';
import type {DailyCount, ReportSource, Scope, TraceFacts, UnreadableFile} from '../../../core/report-source.ts';
import type {
  FileChange,
  SnapshotReference,
  SourceDay,
  SourceSnapshot,
  UnreadableSnapshot,
} from '../../../core/source-snapshot.ts';
import {gatherTraces} from '../fact-stream.ts';
import {RefusedFiles} from '../refused-file.ts';
import {type BriefQueries, tracesOfBriefs} from '../stored-briefs.ts';
import {snapshotOf, snapshotsOf} from '../stored-snapshot.ts';
import {tracesOfDays} from '../stored-values.ts';
import {asDatabaseError, fileIdentity} from './connection.ts';
import type {Connection} from './driver.ts';
import {briefsOfDay} from './queries/briefs.ts';
import {dailyCounts} from './queries/daily-counts.ts';
import {days} from './queries/days.ts';
import {failingFacts} from './queries/failing-facts.ts';
import {projects} from './queries/projects.ts';
import {refusedFiles} from './queries/refused.ts';
import {snapshotByKey, snapshotsOfDay} from './queries/snapshots.ts';

/** Answers from SQLite, everything from the one snapshot of the transaction that the connection is in. */
export class SqliteSource implements ReportSource {
  readonly kind = 'sqlite';
  readonly location: string;
  readonly #connection: Connection;
  readonly #refused = new RefusedFiles();

  constructor(connection: Connection, location: string) {
    this.#connection = connection;
    this.location = location;
  }

  projects(): Promise<string[]> {
    return this.#named(() => projects(this.#connection));
  }

  dailyCounts(scope: Scope): Promise<DailyCount[]> {
    return this.#named(async () => {
      this.#refused.meet(await refusedFiles(this.#connection, scope));
      return dailyCounts(this.#connection, scope);
    });
  }

  failingTraces(project: string | null, date: CalendarDate): AsyncIterable<TraceFacts> {
    return this.#streamNamed(gatherTraces(failingFacts(this.#connection, project, date)));
  }

  async *traces(scope: Scope, paths: readonly RunPath[]): AsyncGenerator<TraceValues> {
    this.#refused.meet(await this.#named(() => refusedFiles(this.#connection, scope)));
    const found = await this.days(scope);
    yield* this.#streamNamed(this.#tracesOf(found, paths));
  }

  #tracesOf(found: readonly SourceDay[], paths: readonly RunPath[]): AsyncIterable<TraceValues> {
    const connection = this.#connection;
    const places = storedPlaces(paths);
    if (places === null)
      return tracesOfDays(found, ({project, date}) => snapshotsOfDay(connection, project, date), paths);
    const queries: BriefQueries = {
      pagesOf: ({project, date}) => briefsOfDay(connection, project, date),
      rowOf: (key) => snapshotByKey(connection, key),
    };
    return tracesOfBriefs(found, queries, paths, places);
  }

  unreadableFiles(): readonly UnreadableFile[] {
    return this.#refused.all;
  }

  passedOver(): readonly [] {
    return [];
  }

  identity(): Promise<string | null> {
    return fileIdentity(this.location.slice('sqlite:'.length));
  }

  days(scope: Scope | null): Promise<SourceDay[]> {
    return this.#named(() => days(this.#connection, scope));
  }

  async *snapshots(project: string, date: CalendarDate): AsyncGenerator<SourceSnapshot | UnreadableSnapshot> {
    yield* this.#streamNamed(snapshotsOf(snapshotsOfDay(this.#connection, project, date), 'canonical'));
    const scope = {project, from: date, to: date};
    yield* this.#refused.meet(await this.#named(() => refusedFiles(this.#connection, scope)));
  }

  async snapshot(reference: SnapshotReference): Promise<SourceSnapshot | null> {
    const row = await this.#named(() => snapshotByKey(this.#connection, reference));
    return row === null ? null : snapshotOf(row, 'canonical');
  }

  async changes(): Promise<FileChange[]> {
    return [];
  }

  /** An error is met here already, where it is one side's outcome, and names the database as it would further out. */
  async #named<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw asDatabaseError(this.location, error);
    }
  }

  async *#streamNamed<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
    try {
      yield* items;
    } catch (error) {
      throw asDatabaseError(this.location, error);
    }
  }
}
