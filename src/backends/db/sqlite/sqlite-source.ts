import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {RunPath, TraceValues} from '../../../core/fields/run-values.ts';
import {storedPlaces} from '../../../core/fields/stored-paths.ts';
import type {TraceFacts} from '../../../core/record-facts.ts';
import type {ReportSource, UnreadableFile, ValuesFrom} from '../../../core/report-source.ts';
import type {CompiledReport} from '../../../core/reports/compiled-report.ts';
import type {CountedParts} from '../../../core/reports/counted-parts.ts';
import {partsOfDays} from '../../../core/reports/zenrows-errors.ts';
import type {Scope} from '../../../core/scope.ts';
import type {
  FileChange,
  SnapshotReference,
  SourceDay,
  SourceSnapshot,
  UnreadableSnapshot,
} from '../../../core/source-snapshot.ts';
import type {StoredDay} from '../../../core/stored-day.ts';
import {gatherTraces} from '../fact-stream.ts';
import {RefusedFiles} from '../refused-file.ts';
import {StoredBriefs} from '../stored-briefs.ts';
import {storedDaysOf} from '../stored-days.ts';
import {snapshotOf, snapshotsOf} from '../stored-snapshot.ts';
import {tracesOfDays} from '../stored-values.ts';
import {asDatabaseError, fileIdentity} from './connection.ts';
import type {Connection} from './driver.ts';
import {briefs} from './queries/briefs.ts';
import {dailyCounts} from './queries/daily-counts.ts';
import {days} from './queries/days.ts';
import {failingFacts} from './queries/failing-facts.ts';
import {loadedDays} from './queries/loaded-days.ts';
import {projects} from './queries/projects.ts';
import {refusedFiles} from './queries/refused.ts';
import {snapshotByKey, snapshotsOfDay} from './queries/snapshots.ts';

/** Answers from SQLite, all from the one snapshot of the connection's transaction. */
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

  async counted(report: CompiledReport, scope: Scope): Promise<CountedParts | null> {
    const parts = partsOfDays(report);
    if (parts === null) return null;
    return this.#named(async () => {
      this.#refused.meet(await refusedFiles(this.#connection, scope));
      return parts(await dailyCounts(this.#connection, scope));
    });
  }

  failingTraces(project: string | null, date: CalendarDate): AsyncIterable<TraceFacts> {
    return this.#streamNamed(gatherTraces(failingFacts(this.#connection, project, date)));
  }

  async *traces(scope: Scope, paths: readonly RunPath[], from: ValuesFrom = 'anything'): AsyncGenerator<TraceValues> {
    this.#refused.meet(await this.#named(() => refusedFiles(this.#connection, scope)));
    const places = from === 'documents' ? null : storedPlaces(paths);
    if (places === null) yield* this.#tracesOfDocuments(scope, paths);
    else {
      const stored = new StoredBriefs(paths, places, (key) => snapshotByKey(this.#connection, key));
      yield* this.#streamNamed(stored.traces(briefs(this.#connection, scope)));
    }
  }

  async *#tracesOfDocuments(scope: Scope, paths: readonly RunPath[]): AsyncGenerator<TraceValues> {
    const found = await this.days(scope);
    const rows = ({project, date}: SourceDay) => snapshotsOfDay(this.#connection, project, date);
    yield* this.#streamNamed(tracesOfDays(found, rows, paths));
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

  /** Triggers remove the note of a day when a row changes; nothing else distinguishes one state of a day from another. */
  async storedDays(scope: Scope): Promise<StoredDay[]> {
    const found = await this.days(scope);
    const rows = found.map(({project, date, size}) => ({project, date, rows: size, state: null}));
    return storedDaysOf(rows, await this.#named(() => loadedDays(this.#connection, scope)));
  }

  /**
   * An error is caught here already, where it becomes the outcome of one side. It names the database as it would
   * further out.
   */
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
