import type {Client} from 'pg';
import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {DailyCount, ReportSource, Scope, TraceFacts} from '../../../core/report-source.ts';
import {gatherTraces} from '../fact-stream.ts';
import {dailyCounts} from './queries/daily-counts.ts';
import {failingFacts} from './queries/failing-facts.ts';
import {projects} from './queries/projects.ts';

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
    return projects(this.#client);
  }

  dailyCounts(scope: Scope): Promise<DailyCount[]> {
    return dailyCounts(this.#client, scope);
  }

  failingTraces(project: string | null, date: CalendarDate): AsyncIterable<TraceFacts> {
    return gatherTraces(failingFacts(this.#client, project, date));
  }

  unreadableFiles(): readonly [] {
    return [];
  }
}
