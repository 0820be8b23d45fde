import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {DailyCount, ReportSource, Scope, TraceFacts} from '../../../core/report-source.ts';
import {gatherTraces} from '../fact-stream.ts';
import type {Connection} from './driver.ts';
import {dailyCounts} from './queries/daily-counts.ts';
import {failingFacts} from './queries/failing-facts.ts';
import {projects} from './queries/projects.ts';

/** Answers from SQLite, everything from the one snapshot of the transaction that the connection is in. */
export class SqliteSource implements ReportSource {
  readonly kind = 'sqlite';
  readonly location: string;
  readonly #connection: Connection;

  constructor(connection: Connection, location: string) {
    this.#connection = connection;
    this.location = location;
  }

  projects(): Promise<string[]> {
    return projects(this.#connection);
  }

  dailyCounts(scope: Scope): Promise<DailyCount[]> {
    return dailyCounts(this.#connection, scope);
  }

  failingTraces(project: string | null, date: CalendarDate): AsyncIterable<TraceFacts> {
    return gatherTraces(failingFacts(this.#connection, project, date));
  }

  unreadableFiles(): readonly [] {
    return [];
  }
}
