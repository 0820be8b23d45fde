import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {DailyCount, ReportSource, Scope, TraceFacts} from '../../../core/report-source.ts';
import {gatherTraces} from '../fact-stream.ts';
import {asDatabaseError} from './connection.ts';
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
    return this.#named(() => projects(this.#connection));
  }

  dailyCounts(scope: Scope): Promise<DailyCount[]> {
    return this.#named(() => dailyCounts(this.#connection, scope));
  }

  async *failingTraces(project: string | null, date: CalendarDate): AsyncGenerator<TraceFacts> {
    try {
      yield* gatherTraces(failingFacts(this.#connection, project, date));
    } catch (error) {
      throw asDatabaseError(this.location, error);
    }
  }

  unreadableFiles(): readonly [] {
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
}
