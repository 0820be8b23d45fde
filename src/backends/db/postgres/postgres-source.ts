import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {DailyCount, ReportSource, Scope, TraceFacts} from '../../../core/report-source.ts';
import type {FileChange, SnapshotReference, SourceDay, SourceSnapshot} from '../../../core/source-snapshot.ts';
import {gatherTraces} from '../fact-stream.ts';
import {snapshotOf, snapshotsOf} from '../stored-snapshot.ts';
import type {Client} from './client.ts';
import {dailyCounts} from './queries/daily-counts.ts';
import {days} from './queries/days.ts';
import {failingFacts} from './queries/failing-facts.ts';
import {identity} from './queries/identity.ts';
import {projects} from './queries/projects.ts';
import {snapshotByKey, snapshotsOfDay} from './queries/snapshots.ts';
import {streamInSavepoint, withSavepoint} from './savepoint.ts';

/** Answers from PostgreSQL, everything from the one snapshot of the transaction that the client is in. */
export class PostgresSource implements ReportSource {
  readonly kind = 'postgres';
  readonly location: string;
  readonly #client: Client;

  constructor(client: Client, location: string) {
    this.#client = client;
    this.location = location;
  }

  projects(): Promise<string[]> {
    return withSavepoint(this.#client, this.location, () => projects(this.#client), 'range');
  }

  dailyCounts(scope: Scope): Promise<DailyCount[]> {
    const kind = scope.from === scope.to ? 'date' : 'range';
    return withSavepoint(this.#client, this.location, () => dailyCounts(this.#client, scope), kind);
  }

  failingTraces(project: string | null, date: CalendarDate): AsyncIterable<TraceFacts> {
    return streamInSavepoint(this.#client, this.location, () =>
      gatherTraces(failingFacts(this.#client, project, date)),
    );
  }

  unreadableFiles(): readonly [] {
    return [];
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

  snapshots(project: string, date: CalendarDate): AsyncIterable<SourceSnapshot> {
    return streamInSavepoint(this.#client, this.location, () =>
      snapshotsOf(snapshotsOfDay(this.#client, project, date), 'written'),
    );
  }

  async snapshot(reference: SnapshotReference): Promise<SourceSnapshot | null> {
    const row = await withSavepoint(this.#client, this.location, () => snapshotByKey(this.#client, reference));
    return row === null ? null : snapshotOf(row, 'written');
  }

  async changes(): Promise<FileChange[]> {
    return [];
  }
}
