import type {ReportSource} from '../../../../core/report-source.ts';
import type {StoredDays} from '../../../../core/stored-day.ts';
import type {SourceOptions} from '../../database.ts';
import {TableDatabase} from '../../table/table-database.ts';
import {parseTableName, type TableName} from '../../table/table-name.ts';
import {TableSource} from '../../table/table-source.ts';
import {redactUrl} from '../connecting/postgres-url.ts';
import {type Server, withConnection} from '../connection.ts';
import type {PostgresOptions} from '../postgres-database.ts';
import {serverSettings} from '../queries/server-settings.ts';
import {requireServer} from '../schema.ts';
import {withTransaction} from '../transaction.ts';
import {PostgresTable} from './postgres-table.ts';

/** A table or view of another program in PostgreSQL. It reads everything in one read-only transaction, by `select` alone. */
export class PostgresTableDatabase extends TableDatabase {
  readonly kind = 'postgres-table';
  readonly location: string;
  readonly #server: Server;
  readonly #options: PostgresOptions;
  readonly #table: TableName;

  /** `url` may also name the table, as the parameter `table`, which is not sent to the server. */
  constructor(url: string, table: string, options: PostgresOptions) {
    super();
    this.location = redactUrl(url);
    this.#server = {...options, url, location: this.location};
    this.#options = options;
    this.#table = parseTableName(table, this.location);
  }

  withSource<T>(
    work: (source: ReportSource, storedDays: StoredDays) => Promise<T>,
    options: SourceOptions = {},
  ): Promise<T> {
    const {location} = this;
    const {takePlan} = this.#options;
    return withConnection(
      this.#server,
      (connection) =>
        connection.run((client) =>
          withTransaction(client, 'snapshot', async () => {
            requireServer(await serverSettings(client), location);
            const table = await PostgresTable.find(client, location, this.#table);
            if (takePlan !== undefined) client.explainTo(takePlan);
            const source = new TableSource(table);
            return work(source, (scope) => source.storedDays(scope));
          }),
        ),
      options,
    );
  }
}
