import type {CalendarDate} from '../../../../core/calendar-date.ts';
import type {Scope} from '../../../../core/scope.ts';
import type {RecordKey} from '../../../../core/source-snapshot.ts';
import {columnFaults} from '../../table/public-columns.ts';
import type {TableReader} from '../../table/table-reader.ts';
import type {TableDay, TableRow, UnreachableRows} from '../../table/table-row.ts';
import {missingTable, unfitTable} from '../../table/unfit-table.ts';
import {asDatabaseError, fileIdentity} from '../connection.ts';
import type {Connection} from '../driver.ts';
import {type TableFacts, tableFacts} from '../queries/table/table-facts.ts';
import {
  TableStatements,
  tableDays,
  tableRowsOfDay,
  tableRowsOfKey,
  unreachableRows,
} from '../queries/table/table-rows.ts';

/** A table or view of another program in SQLite, from the one snapshot of the connection's transaction. */
export class SqliteTable implements TableReader {
  readonly kind = 'sqlite-table';
  readonly location: string;
  readonly #connection: Connection;
  readonly #path: string;
  readonly #name: string;
  readonly #statements: TableStatements;

  private constructor(connection: Connection, location: string, path: string, facts: TableFacts) {
    this.location = location;
    this.#connection = connection;
    this.#path = path;
    this.#name = facts.name;
    this.#statements = new TableStatements(facts);
  }

  /** @throws SourceError for a table that is not there, or that lacks a required column */
  static async find(connection: Connection, location: string, path: string, name: string): Promise<SqliteTable> {
    const facts = await tableFacts(connection, name);
    if (facts === null) throw missingTable(location, name, 'the file');
    const faults = columnFaults(facts.columns, 'sqlite');
    if (faults.length > 0) throw unfitTable(location, name, faults);
    return new SqliteTable(connection, location, path, facts);
  }

  /** The table `runs` belongs to the file itself, whether or not lse made it. */
  async identity(): Promise<string | null> {
    const file = await fileIdentity(this.#path);
    return file === null || this.#name === 'runs' ? file : `${file} ${this.#name}`;
  }

  days(scope: Scope | null): Promise<TableDay[]> {
    return this.#named(() => tableDays(this.#connection, this.#statements, scope));
  }

  unreachable(): Promise<UnreachableRows[]> {
    return this.#named(() => unreachableRows(this.#connection, this.#statements));
  }

  async *rowsOfDay(project: string, date: CalendarDate): AsyncGenerator<TableRow> {
    try {
      yield* tableRowsOfDay(this.#connection, this.#statements, project, date);
    } catch (error) {
      throw asDatabaseError(this.location, error);
    }
  }

  rowsOfKey(key: RecordKey): Promise<TableRow[]> {
    return this.#named(() => tableRowsOfKey(this.#connection, this.#statements, key));
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
}
