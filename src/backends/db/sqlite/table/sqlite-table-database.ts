import type {ReportSource} from '../../../../core/report-source.ts';
import type {StoredDays} from '../../../../core/stored-day.ts';
import type {SourceOptions} from '../../database.ts';
import {TableDatabase} from '../../table/table-database.ts';
import {TableSource} from '../../table/table-source.ts';
import {withDatabase, withTransaction} from '../connection.ts';
import {explaining} from '../explaining-connection.ts';
import type {SqliteOptions} from '../sqlite-database.ts';
import {SqliteTable} from './sqlite-table.ts';

/** A table or view of another program in SQLite. The file is opened read-only. */
export class SqliteTableDatabase extends TableDatabase {
  readonly kind = 'sqlite-table';
  readonly location: string;
  readonly #path: string;
  readonly #table: string;
  readonly #options: SqliteOptions;

  /** `path` is absolute, so no name has a special meaning for SQLite. */
  constructor(path: string, table: string, options: SqliteOptions = {}) {
    super();
    this.location = `sqlite:${path}?table=${table}`;
    this.#path = path;
    this.#table = table;
    this.#options = options;
  }

  withSource<T>(
    work: (source: ReportSource, storedDays: StoredDays) => Promise<T>,
    {signal}: SourceOptions = {},
  ): Promise<T> {
    const {busyLimit, takePlan} = this.#options;
    const run = (connection: Parameters<Parameters<typeof withDatabase>[2]>[0]): Promise<T> =>
      withTransaction(connection, 'deferred', async () => {
        const asked = takePlan === undefined ? connection : explaining(connection, takePlan);
        const source = new TableSource(await SqliteTable.find(asked, this.location, this.#path, this.#table));
        return work(source, (scope) => source.storedDays(scope));
      });
    return withDatabase(this.#path, 'read', run, busyLimit, signal);
  }
}
