import type {CalendarDate} from '../../../../core/calendar-date.ts';
import {SourceError} from '../../../../core/errors.ts';
import type {Scope} from '../../../../core/scope.ts';
import type {RecordKey} from '../../../../core/source-snapshot.ts';
import {quotedName, serverName, sqlText} from '../../sql-text.ts';
import {columnFaults} from '../../table/public-columns.ts';
import {shownTable, type TableName} from '../../table/table-name.ts';
import type {TableReader} from '../../table/table-reader.ts';
import type {TableDay, TableRow, UnreachableRows} from '../../table/table-row.ts';
import {missingTable, unfitTable} from '../../table/unfit-table.ts';
import type {Client} from '../client.ts';
import {identityOf} from '../queries/identity.ts';
import {type TableFacts, tableFacts} from '../queries/table/table-facts.ts';
import {
  TableStatements,
  tableDays,
  tableRowsOfDay,
  tableRowsOfKey,
  unreachableRows,
} from '../queries/table/table-rows.ts';
import {streamInSavepoint, withSavepoint} from '../savepoint.ts';

/** A table or view of another program in PostgreSQL, from the one snapshot of the transaction that the client is in. */
export class PostgresTable implements TableReader {
  readonly kind = 'postgres-table';
  readonly location: string;
  readonly #client: Client;
  readonly #oid: string;
  readonly #statements: TableStatements;

  private constructor(client: Client, location: string, facts: TableFacts) {
    this.location = location;
    this.#client = client;
    this.#oid = facts.oid;
    this.#statements = new TableStatements(facts);
  }

  /** @throws SourceError for a table that is not there, that the role may not read in full, or that lacks a required column */
  static async find(client: Client, location: string, name: TableName): Promise<PostgresTable> {
    const facts = await tableFacts(client, name);
    const shown = shownTable(name);
    if (facts === null) {
      throw missingTable(location, shown, name.schema === null ? 'the search path' : 'its schema');
    }
    requireRights(facts, location, shown);
    const faults = columnFaults(facts.columns, 'postgres');
    if (faults.length > 0) throw unfitTable(location, shown, faults);
    return new PostgresTable(client, location, facts);
  }

  identity(): Promise<string> {
    return this.#ask(() => identityOf(this.#client, this.#oid));
  }

  days(scope: Scope | null): Promise<TableDay[]> {
    return this.#ask(() => tableDays(this.#client, this.#statements, scope));
  }

  unreachable(): Promise<UnreachableRows[]> {
    return this.#ask(() => unreachableRows(this.#client, this.#statements));
  }

  rowsOfDay(project: string, date: CalendarDate): AsyncIterable<TableRow> {
    const ask = (): AsyncIterable<TableRow> => tableRowsOfDay(this.#client, this.#statements, project, date);
    return streamInSavepoint(this.#client, this.location, ask, 'range');
  }

  rowsOfKey(key: RecordKey): Promise<TableRow[]> {
    return this.#ask(() => tableRowsOfKey(this.#client, this.#statements, key));
  }

  /** Without an index any question may have to look at every row. */
  #ask<T>(ask: () => Promise<T>): Promise<T> {
    return withSavepoint(this.#client, this.location, ask, 'range');
  }
}

function requireRights(
  {schema, name, role, owner, usesSchema, reads, isLimited}: TableFacts,
  location: string,
  shown: string,
): void {
  const grantTo = serverName(role);
  if (!usesSchema || !reads) {
    const what = usesSchema
      ? sqlText`select on ${quotedName(schema)}.${quotedName(name)}`
      : sqlText`usage on schema ${quotedName(schema)}`;
    throw new SourceError(
      'LSE_ACCESS',
      `The role ${role} may not read the table ${shown} of ${location}.`,
      `Ask ${owner}, who owns it, for: ${sqlText`grant ${what} to ${grantTo}`.text}`,
    );
  }
  if (!isLimited) return;
  throw new SourceError(
    'LSE_ACCESS',
    `Row-level security may hide rows of the table ${shown} of ${location} from the role ${role}, so that nothing would follow from what it reads.`,
    `Read a view of ${owner}, who owns it, or connect as a role that it does not limit: ${sqlText`alter role ${grantTo} bypassrls`.text}`,
  );
}
