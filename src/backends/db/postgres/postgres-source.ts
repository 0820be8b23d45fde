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
  DigestedSnapshot,
  FileChange,
  SnapshotReference,
  SourceDay,
  SourceSnapshot,
  UnreadableSnapshot,
  WantedSnapshots,
} from '../../../core/source-snapshot.ts';
import type {StoredDay} from '../../../core/stored-day.ts';
import {gatherTraces} from '../fact-stream.ts';
import {type RefusedFile, RefusedFiles} from '../refused-file.ts';
import {StoredBriefs} from '../stored-briefs.ts';
import {storedDaysOf} from '../stored-days.ts';
import {type SnapshotRow, snapshotOf, snapshotsOf} from '../stored-snapshot.ts';
import {tracesOfDays} from '../stored-values.ts';
import {type Cluster, placedOn} from './citus/cluster.ts';
import {preparedTransactions} from './citus/queries/prepared.ts';
import {projects as projectsOfCluster} from './citus/queries/projects.ts';
import type {ClusterState} from './citus/watched-source.ts';
import type {Client} from './client.ts';
import type {StatementKind} from './limits.ts';
import {briefs} from './queries/briefs.ts';
import {dailyCounts} from './queries/daily-counts.ts';
import {dayStates} from './queries/day-states.ts';
import {days} from './queries/days.ts';
import {failingFacts} from './queries/failing-facts.ts';
import {identity} from './queries/identity.ts';
import {loadedDays} from './queries/loaded-days.ts';
import {projects} from './queries/projects.ts';
import {refusedFiles} from './queries/refused.ts';
import {ofDaySql, snapshotByKey, snapshotsOfDay, unlimitedOfDaySql} from './queries/snapshots.ts';
import {toldSnapshots} from './queries/told-snapshots.ts';
import {streamInSavepoint, withSavepoint} from './savepoint.ts';

const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Answers from PostgreSQL, all from the one snapshot of the client's transaction. On a cluster each answer shows the state at the time of
 * its query.
 */
export class PostgresSource implements ReportSource {
  readonly kind = 'postgres';
  readonly digestForm = 'jsonb';
  readonly location: string;
  readonly #client: Client;
  readonly #cluster: Cluster | null;
  readonly #refused = new RefusedFiles();

  constructor(client: Client, location: string, cluster: Cluster | null) {
    this.#client = client;
    this.#cluster = cluster;
    this.location = location;
  }

  projects(): Promise<string[]> {
    return withSavepoint(this.#client, this.location, () => this.#projects(), 'range');
  }

  async counted(report: CompiledReport, scope: Scope): Promise<CountedParts | null> {
    const parts = partsOfDays(report);
    if (parts === null) return null;
    this.#refused.meet(await this.#refusedFiles(scope));
    const kind = scope.from === scope.to ? 'date' : 'range';
    return parts(await withSavepoint(this.#client, this.location, () => dailyCounts(this.#client, scope), kind));
  }

  failingTraces(project: string | null, date: CalendarDate): AsyncIterable<TraceFacts> {
    return streamInSavepoint(this.#client, this.location, () =>
      gatherTraces(failingFacts(this.#client, project, date)),
    );
  }

  async *traces(scope: Scope, paths: readonly RunPath[], from: ValuesFrom = 'anything'): AsyncGenerator<TraceValues> {
    this.#refused.meet(await this.#refusedFiles(scope));
    const places = from === 'documents' ? null : storedPlaces(paths);
    if (places === null) yield* this.#tracesOfDocuments(scope, paths);
    else {
      const stored = new StoredBriefs(paths, places, (key) => snapshotByKey(this.#client, key));
      const ask = (): AsyncIterable<TraceValues> => stored.traces(briefs(this.#client, scope));
      yield* streamInSavepoint(this.#client, this.location, ask, 'range');
    }
  }

  async *#tracesOfDocuments(scope: Scope, paths: readonly RunPath[]): AsyncGenerator<TraceValues> {
    const found = await this.days(scope);
    const rows = ({project, date}: SourceDay) => this.#snapshotsOfDay(project, date);
    yield* streamInSavepoint(this.#client, this.location, () => tracesOfDays(found, rows, paths));
  }

  unreadableFiles(): readonly UnreadableFile[] {
    return this.#refused.all;
  }

  passedOver(): readonly [] {
    return [];
  }

  identity(): Promise<string | null> {
    return withSavepoint(this.#client, this.location, () => identity(this.#client));
  }

  days(scope: Scope | null): Promise<SourceDay[]> {
    return withSavepoint(this.#client, this.location, () => days(this.#client, scope), 'range');
  }

  async *snapshots(
    project: string,
    date: CalendarDate,
    {known}: WantedSnapshots = {},
  ): AsyncGenerator<DigestedSnapshot | UnreadableSnapshot> {
    const isToRead = known === undefined || known.size === 0;
    yield* streamInSavepoint<DigestedSnapshot>(this.#client, this.location, () =>
      isToRead
        ? snapshotsOf(this.#snapshotsOfDay(project, date), 'written')
        : toldSnapshots(this.#client, project, date, known),
    );
    yield* this.#refused.meet(await this.#refusedFiles({project, from: date, to: date}));
  }

  async snapshot(reference: SnapshotReference): Promise<SourceSnapshot | null> {
    const row = await withSavepoint(this.#client, this.location, () => snapshotByKey(this.#client, reference));
    return row === null ? null : snapshotOf(row, 'written');
  }

  async changes(): Promise<FileChange[]> {
    return [];
  }

  /** Without the loads for a role that may only read the rows. */
  async storedDays(scope: Scope): Promise<StoredDay[]> {
    const placed = await withSavepoint(this.#client, this.location, () => placedOn(this.#client, this.#cluster));
    const rows = await withSavepoint(
      this.#client,
      this.location,
      () => dayStates(this.#client, scope, placed),
      'range',
    );
    return storedDaysOf(rows, await this.#ifPermitted(() => loadedDays(this.#client, scope, placed), 'range'));
  }

  /** For a cluster: the state at the time of the query, in no snapshot with other answers. */
  async clusterState(scope: Scope): Promise<ClusterState> {
    const days = await this.storedDays(scope);
    const prepared = await withSavepoint(this.#client, this.location, () => preparedTransactions(this.#client));
    return {days, prepared};
  }

  #projects(): Promise<string[]> {
    return this.#cluster === null ? projects(this.#client) : projectsOfCluster(this.#client);
  }

  #snapshotsOfDay(project: string, date: CalendarDate): AsyncGenerator<SnapshotRow> {
    return snapshotsOfDay(this.#client, project, date, this.#cluster === null ? ofDaySql : unlimitedOfDaySql);
  }

  #refusedFiles(scope: Scope): Promise<RefusedFile[]> {
    return this.#ifPermitted(() => refusedFiles(this.#client, scope), 'date');
  }

  /** Nothing for a role that may only read the rows. */
  async #ifPermitted<T>(ask: () => Promise<T[]>, kind: StatementKind): Promise<T[]> {
    try {
      return await withSavepoint(this.#client, this.location, ask, kind);
    } catch (error) {
      const {code} = ((error as Error).cause ?? {}) as {code?: string};
      if (code === INSUFFICIENT_PRIVILEGE) return [];
      throw error;
    }
  }
}
