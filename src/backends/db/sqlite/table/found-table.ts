import type {SourceError} from '../../../../core/errors.ts';
import {foreignTable} from '../../table/foreign-table.ts';
import type {Connection} from '../driver.ts';
import {tableFacts} from '../queries/table/table-facts.ts';
import {countedRows, sampledDocuments} from '../queries/table/table-sample.ts';

/** The error for a table `runs` that lse did not make. */
export async function foreignRuns(connection: Connection, location: string): Promise<SourceError> {
  const table = await tableFacts(connection, 'runs');
  const {columns} = table ?? {columns: []};
  const rows = table === null ? null : await countedRows(connection, table);
  const sample = table === null ? [] : await sampledDocuments(connection, table);
  return foreignTable(location, {kind: 'sqlite', columns, rows, sample});
}
