import type {AdoptedRows, Adoption, AdoptionOptions} from '../../../../core/adoption.ts';
import {SourceError} from '../../../../core/errors.ts';
import {serverName, sqlText} from '../../sql-text.ts';
import {writtenDocument} from '../../table/adopted-document.ts';
import {adoptRows, OLD_TABLE, RefusedAdoption, requireUsable} from '../../table/adopted-rows.ts';
import {columnFaults, otherColumns} from '../../table/public-columns.ts';
import {RecordBatches} from '../../table/record-batches.ts';
import {unfitTable} from '../../table/unfit-table.ts';
import {askOnOneConnection} from '../citus/queries/one-connection.ts';
import type {Client} from '../client.ts';
import type {Connection} from '../connection.ts';
import {lockMigrations} from '../migration-lock.ts';
import {migrations} from '../migrations/index.ts';
import {limitLockWait} from '../queries/lock-runs.ts';
import {createMigrationTable, recordMigration} from '../queries/migrations.ts';
import type {SchemaState} from '../queries/schema-state.ts';
import {type AdoptionFacts, adoptionFacts} from '../queries/table/adoption-facts.ts';
import {type AdoptedRecord, insertAdopted} from '../queries/table/insert-adopted.ts';
import {lockTable, setAside} from '../queries/table/set-aside.ts';
import {type TableFacts, tableFacts} from '../queries/table/table-facts.ts';
import {allTableRows, TableStatements} from '../queries/table/table-rows.ts';
import {findSchema, requireOwner} from '../schema-check.ts';
import {withTableChange} from '../table-change.ts';
import {limitStatements, withTransaction} from '../transaction.ts';
import {settleDates} from '../upkeep.ts';

const RETRY = 'lse db migrate --adopt';
const BATCH = {bytes: 4_000_000, rows: 1000};
/** Something has the name already: a table, a function. */
const TAKEN_NAMES = new Set(['42P07', '42723', '42710']);

/**
 * Takes over a table `runs` that another program made. In one transaction the table gets another name, the migrations make the table of
 * lse, and the rows are written into that. Null if there is no such table, or if it belongs to lse by now.
 *
 * @throws SourceError for a table that cannot be taken over, and for a role that may not
 */
export async function adopt(
  connection: Connection,
  location: string,
  options: AdoptionOptions,
): Promise<Adoption | null> {
  if (!options.apply) {
    return connection.run((client) =>
      withTransaction(client, 'snapshot', async () => {
        await limitStatements(client, 'table');
        const found = await findForeign(client, location);
        if (found === null) return null;
        const rows = await adoptRows(rowsOf(client, found.table, found.table.name), options, async () => {});
        return receipt(rows.unusable > 0 && !options.skipUnusable ? 'refused' : 'possible', found, rows);
      }),
    );
  }
  // It is not repeated if nobody knows whether it was done: the second time there would be nothing to take over.
  const done = await connection.run((client) => adoptOnce(client, location, options), {repeatable: false});
  if (done?.adoption.outcome === 'done') await connection.run((client) => settleDates(client, done.months));
  return done?.adoption ?? null;
}

interface Done {
  readonly adoption: Adoption;
  /** A date of each month that has rows now. */
  readonly months: readonly string[];
}

async function adoptOnce(client: Client, location: string, options: AdoptionOptions): Promise<Done | null> {
  let found: FoundTable | null = null;
  try {
    return await withTableChange(client, RETRY, async () => {
      await askOnOneConnection(client);
      await lockMigrations(client, RETRY);
      found = await findForeign(client, location);
      if (found === null) return null;
      await limitLockWait(client);
      await lockTable(client, found.facts.schema);
      // It may have changed before lse got the lock.
      found = await findForeign(client, location);
      if (found === null) return null;
      await setAside(client, found.facts, OLD_TABLE);
      await createMigrationTable(client);
      for (const migration of migrations) {
        await client.query(migration.sql);
        await recordMigration(client, migration);
      }
      const months = new Map<string, string>();
      const batches = new RecordBatches<AdoptedRecord>(BATCH, async (records) => {
        await ensurePartitions(client, records, months);
        await insertAdopted(client, records);
      });
      const rows = await adoptRows(rowsOf(client, found.table, OLD_TABLE), options, (record) =>
        batches.write(writtenRecord(record)),
      );
      requireUsable(rows, options);
      await batches.flush();
      return {adoption: receipt('done', found, rows), months: [...months.values()]};
    });
  } catch (error) {
    if (error instanceof RefusedAdoption && found !== null) {
      return {adoption: receipt('refused', found, error.rows), months: []};
    }
    throw TAKEN_NAMES.has(String((error as {code?: string}).code)) ? takenName(location, error) : error;
  }
}

function writtenRecord(record: Parameters<typeof writtenDocument>[0]): AdoptedRecord {
  const {project, date, runId, traceId} = record;
  return {project, date, runId, traceId, ...writtenDocument(record)};
}

/** Makes a partition for each month in which these records are the first, and notes a date of it. */
async function ensurePartitions(
  client: Client,
  records: readonly AdoptedRecord[],
  months: Map<string, string>,
): Promise<void> {
  for (const {date} of records) {
    const month = date.slice(0, 'YYYY-MM'.length);
    if (months.has(month)) continue;
    months.set(month, date);
    await client.query('select lse_ensure_partition($1::date)', [date]);
  }
}

interface FoundTable {
  readonly table: TableFacts;
  readonly facts: AdoptionFacts;
}

/** Null if there is no table `runs`, or if it belongs to lse. */
async function findForeign(client: Client, location: string): Promise<FoundTable | null> {
  const {state, version} = await findSchema(client, location);
  if (version > 0 || !state.hasRuns) return null;
  const table = await tableFacts(client, {schema: null, name: 'runs'});
  const facts = await adoptionFacts(client, OLD_TABLE);
  requireAdoptable(location, state, facts);
  // A relation of another kind, which `requireAdoptable` has refused.
  if (table === null) return null;
  const faults = columnFaults(table.columns, 'postgres');
  if (faults.length > 0) throw unfitTable(location, 'runs', faults);
  return {table, facts};
}

function rowsOf(client: Client, {schema, columns}: TableFacts, name: string): ReturnType<typeof allTableRows> {
  return allTableRows(client, new TableStatements({schema, name, columns}));
}

function receipt(outcome: Adoption['outcome'], {table, facts}: FoundTable, rows: AdoptedRows): Adoption {
  const {attached, roles} = facts;
  return {outcome, keptAs: OLD_TABLE, ...rows, otherColumns: otherColumns(table.columns), attached, roles};
}

const READ_INSTEAD = 'Read it as it is, without owning it, by ?table=runs behind the URL';

function requireAdoptable(location: string, state: SchemaState, facts: AdoptionFacts): void {
  const {kind, schema, madeIn, mayCreate, isInherited, isLimited, hasOldTable} = facts;
  const refuse = (code: 'LSE_SCHEMA' | 'LSE_ACCESS', why: string, hint: string): SourceError =>
    new SourceError(code, `The table runs of ${location} cannot be taken over: ${why}.`, hint);
  const word = {p: 'it is partitioned', v: 'it is a view', m: 'it is a materialized view', f: 'it is a foreign table'}[
    kind
  ];
  if (kind !== 'r') {
    const rename = 'or give it another name, and make the table of lse beside it: lse db migrate';
    throw refuse('LSE_SCHEMA', word ?? 'it is no table', `${READ_INSTEAD}; ${rename}`);
  }
  if (isInherited)
    throw refuse('LSE_SCHEMA', 'it inherits from another table, or another one from it', `${READ_INSTEAD}.`);
  const {role} = state;
  if (!state.isOwner) requireOwner(location, state, RETRY);
  if (!mayCreate) {
    const grant = sqlText`grant create on schema ${serverName(quoted(schema))} to ${serverName(role)}`.text;
    throw refuse(
      'LSE_ACCESS',
      `the role ${role} may not make tables in the schema ${schema}`,
      `Ask its owner for: ${grant}`,
    );
  }
  if (madeIn !== schema) {
    const hint = `Name its schema in the URL, with ?schema=${encodeURIComponent(schema)}, and run again: ${RETRY}`;
    throw refuse('LSE_SCHEMA', `it is in the schema ${schema}, and new tables are made in ${madeIn ?? 'none'}`, hint);
  }
  if (isLimited) {
    const hint = `Connect as a role that it does not limit: ${sqlText`alter role ${serverName(role)} bypassrls`.text}`;
    throw refuse('LSE_ACCESS', `row-level security may hide rows of it from the role ${role}`, hint);
  }
  if (hasOldTable) {
    const hint = `Give that one another name: ${sqlText`alter table ${serverName(OLD_TABLE)} rename to runs_of_before`.text}`;
    throw refuse('LSE_SCHEMA', `there is a table ${OLD_TABLE} already, which is what it would be called`, hint);
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function takenName(location: string, cause: unknown): SourceError {
  return new SourceError(
    'LSE_SCHEMA',
    `Something in ${location} has a name that lse needs (${(cause as Error).message}); nothing was changed.`,
    `Give it another name, or move it to another schema, and run again: ${RETRY}`,
    {cause},
  );
}
