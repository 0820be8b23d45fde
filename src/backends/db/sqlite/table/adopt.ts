import type {AdoptedRows, Adoption, AdoptionOptions} from '../../../../core/adoption.ts';
import {SourceError} from '../../../../core/errors.ts';
import {canonicalDocument} from '../../table/adopted-document.ts';
import {adoptRows, OLD_TABLE, RefusedAdoption, requireUsable} from '../../table/adopted-rows.ts';
import {columnFaults, otherColumns} from '../../table/public-columns.ts';
import {RecordBatches} from '../../table/record-batches.ts';
import type {TableRecord} from '../../table/table-records.ts';
import {unfitTable} from '../../table/unfit-table.ts';
import {withTransaction} from '../connection.ts';
import type {Connection} from '../driver.ts';
import {migrations} from '../migrations/index.ts';
import {isUtf8} from '../queries/encoding.ts';
import {createMigrationTable, recordMigration} from '../queries/migrations.ts';
import {attachedObjects, referringTables, takenNames} from '../queries/table/adoption-facts.ts';
import {type AdoptedRecord, insertAdopted} from '../queries/table/insert-adopted.ts';
import {setAside} from '../queries/table/set-aside.ts';
import {type TableFacts, tableFacts} from '../queries/table/table-facts.ts';
import {allTableRows, TableStatements} from '../queries/table/table-rows.ts';
import {asWriter} from '../queries/writing.ts';
import {findOurs} from '../schema-check.ts';
import {objectNames} from '../schema-shape.ts';

const RETRY = 'lse db migrate --adopt';
const BATCH = {bytes: 1_000_000, rows: 50};

/**
 * Takes over a table `runs` that another program made. In one transaction the table gets another name, the migrations make the table of
 * lse, and the rows are written into that. Null if there is no such table, or if it belongs to lse by now.
 *
 * @throws SourceError for a table that cannot be taken over
 */
export async function adopt(
  connection: Connection,
  location: string,
  options: AdoptionOptions,
): Promise<Adoption | null> {
  if (!options.apply) {
    return withTransaction(connection, 'deferred', async () => {
      const found = await findForeign(connection, location);
      if (found === null) return null;
      const rows = await adoptRows(rowsOf(connection, found.table, found.table.name), options, async () => {});
      return receipt(rows.unusable > 0 && !options.skipUnusable ? 'refused' : 'possible', found, rows);
    });
  }
  let found: FoundTable | null = null;
  try {
    return await withTransaction(connection, 'immediate', async () => {
      found = await findForeign(connection, location);
      if (found === null) return null;
      const {table} = found;
      await setAside(connection, OLD_TABLE);
      await createMigrationTable(connection);
      for (const migration of migrations) {
        await connection.execute(migration.sql);
        await recordMigration(connection, migration);
      }
      const rows = await asWriter(connection, async () => {
        const isPlain = await isUtf8(connection);
        const batches = new RecordBatches<AdoptedRecord>(BATCH, (records) =>
          insertAdopted(connection, records, isPlain),
        );
        const adopted = await adoptRows(rowsOf(connection, table, OLD_TABLE), options, (record) =>
          batches.write(writtenRecord(record)),
        );
        requireUsable(adopted, options);
        await batches.flush();
        return adopted;
      });
      return receipt('done', found, rows);
    });
  } catch (error) {
    if (error instanceof RefusedAdoption && found !== null) return receipt('refused', found, error.rows);
    throw error;
  }
}

function writtenRecord(record: TableRecord): AdoptedRecord {
  const {project, date, runId, traceId} = record;
  return {project, date, runId, traceId, ...canonicalDocument(record)};
}

interface FoundTable {
  readonly table: TableFacts;
  readonly attached: readonly string[];
}

/** Null if there is no table `runs`, or if it belongs to lse. */
async function findForeign(connection: Connection, location: string): Promise<FoundTable | null> {
  if (await findOurs(connection)) return null;
  const table = await tableFacts(connection, 'runs');
  if (table === null) return null;
  const refuse = (why: string, hint: string): SourceError =>
    new SourceError('LSE_SCHEMA', `The table runs of ${location} cannot be taken over: ${why}.`, hint);
  if (table.type !== 'table')
    throw refuse('it is a view', 'Read it as it is, without owning it, by ?table=runs behind the URL.');
  const faults = columnFaults(table.columns, 'sqlite');
  if (faults.length > 0) throw unfitTable(location, 'runs', faults);
  const taken = await takenNames(
    connection,
    [OLD_TABLE, ...objectNames()].filter((name) => name !== 'runs'),
  );
  if (taken.length > 0) {
    const hint = `Rename it or drop it, then run again: ${RETRY}`;
    throw refuse(`something has a name that lse needs (${taken.join(', ')})`, hint);
  }
  const objects = await attachedObjects(connection);
  const keys = await referringTables(connection);
  return {
    table,
    attached: [
      ...objects.filter(({type}) => type !== 'index').map(({type, name}) => `the ${type} ${name}`),
      ...keys.map((name) => `a foreign key of ${name}`),
    ],
  };
}

function rowsOf(connection: Connection, table: TableFacts, name: string): ReturnType<typeof allTableRows> {
  return allTableRows(connection, new TableStatements({...table, name}));
}

function receipt(outcome: Adoption['outcome'], {table, attached}: FoundTable, rows: AdoptedRows): Adoption {
  return {outcome, keptAs: OLD_TABLE, ...rows, otherColumns: otherColumns(table.columns), attached, roles: []};
}
