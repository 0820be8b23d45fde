import type {SourceError} from '../../../../core/errors.ts';
import {foreignTable} from '../../table/foreign-table.ts';
import type {Client} from '../client.ts';
import {type TableFacts, tableFacts} from '../queries/table/table-facts.ts';
import {countedRows, sampledDocuments} from '../queries/table/table-sample.ts';
import {limitStatements} from '../transaction.ts';

/** The error for a table `runs` that lse did not make. */
export async function foreignRuns(client: Client, location: string): Promise<SourceError> {
  const table = await tableFacts(client, {schema: null, name: 'runs'});
  const {columns} = table ?? {columns: []};
  const seen = table === null || !table.reads || !table.usesSchema ? null : await look(client, table);
  return foreignTable(location, {kind: 'postgres', columns, rows: seen?.rows ?? null, sample: seen?.sample ?? []});
}

/** In a savepoint: if a view cannot be computed, the error still names its columns. */
async function look(
  client: Client,
  table: TableFacts,
): Promise<{readonly rows: number; readonly sample: readonly (string | null)[]} | null> {
  await client.query('savepoint look');
  try {
    await limitStatements(client, 'range');
    return {rows: await countedRows(client, table), sample: await sampledDocuments(client, table)};
  } catch {
    await client.query('rollback to savepoint look').catch(() => {});
    return null;
  }
}
