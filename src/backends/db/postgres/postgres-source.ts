import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {DailyCount, ReportSource, Scope, TraceFacts} from '../../../core/report-source.ts';
import type {FileChange, SnapshotReference, SourceDay, SourceSnapshot} from '../../../core/source-snapshot.ts';
import {gatherTraces} from '../fact-stream.ts';
import {snapshotOf, snapshotsOf} from '../stored-snapshot.ts';
import type {Client} from './client.ts';
import {dailyCounts} from './queries/daily-counts.ts';
import {days} from './queries/days.ts';
import {failingFacts} from './queries/failing-facts.ts';
import {projects} from './queries/projects.ts';
import {snapshotByKey, snapshotsOfDay} from './queries/snapshots.ts';
import {Questions} from './questions.ts';

/** Answers from PostgreSQL, everything from the one snapshot of the transaction that the client is in. */
export class PostgresSource implements ReportSource {
  readonly kind = 'postgres';
  readonly location: string;
  readonly #client: Client;
  readonly #questions: Questions;

  /** `isLast`: nobody will open the source again where its connection breaks. */
  constructor(client: Client, isLast: boolean) {
    this.#client = client;
    this.#questions = new Questions(client, isLast);
    this.location = client.context.location;
  }

  projects(): Promise<string[]> {
    return this.#questions.ask('range', () => projects(this.#client));
  }

  dailyCounts(scope: Scope): Promise<DailyCount[]> {
    const kind = scope.from === scope.to ? 'date' : 'range';
    return this.#questions.ask(kind, () => dailyCounts(this.#client, scope));
  }

  failingTraces(project: string | null, date: CalendarDate): AsyncIterable<TraceFacts> {
    return this.#questions.stream('date', () => gatherTraces(failingFacts(this.#client, project, date)));
  }

  unreadableFiles(): readonly [] {
    return [];
  }

  days(scope: Scope | null): Promise<SourceDay[]> {
    return this.#questions.ask('range', () => days(this.#client, scope));
  }

  snapshots(project: string, date: CalendarDate): AsyncIterable<SourceSnapshot> {
    return this.#questions.stream('date', () => snapshotsOf(snapshotsOfDay(this.#client, project, date), 'written'));
  }

  async snapshot(reference: SnapshotReference): Promise<SourceSnapshot | null> {
    const row = await this.#questions.ask('date', () => snapshotByKey(this.#client, reference));
    return row === null ? null : snapshotOf(row, 'written');
  }

  async changes(): Promise<FileChange[]> {
    return [];
  }
}
