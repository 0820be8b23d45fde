import {requireSameSchema} from '../schema-fault.ts';
import {ownName, sqlText} from '../sql-text.ts';
import {giveRightsAgain, guardTables} from './access.ts';
import {allowTrigger} from './citus/queries/distribute-table.ts';
import type {Client} from './client.ts';
import {sql as runs} from './migrations/0001-runs.ts';
import {sql as loadedDays} from './migrations/0002-loaded-days.ts';
import {sql as access} from './migrations/0003-access.ts';
import {sql as refusedDocuments} from './migrations/0004-refused-documents.ts';
import {sql as successInAnyCase} from './migrations/0005-success-in-any-case.ts';
import {sql as brief} from './migrations/0006-brief.ts';
import {guardPartitions} from './queries/guard-table.ts';
import {attachDefault, makeDefault, makeFunction, makeTrigger} from './queries/schema-repair.ts';
import {schemaState} from './queries/schema-state.ts';
import {findSchema, requireOwner} from './schema-check.ts';
import {statementOf} from './schema-depth.ts';
import {type SchemaFact, schemaFacts} from './schema-facts.ts';
import {functionNames, isGuardWanted, schemaDifferences, tableNames} from './schema-shape.ts';
import {withTableChange} from './table-change.ts';

/** In the order in which they call each other, after `lse_run_fails`. The function of partitions is left alone: Citus has another one. */
const FUNCTIONS = ['lse_runs_below', 'lse_is_failing', 'lse_symbol_at', 'lse_symbol', 'lse_clear_raw'];
const BRIEF_FUNCTIONS = ['lse_run_brief', 'lse_brief'];

/**
 * Makes missing parts again that hold no records: the notes of loaded days, the table of access, functions, the trigger and the default
 * partition. It also switches row-level security on again if somebody switched it off.
 *
 * @throws SourceError that names missing parts that held records: lse cannot make those again
 */
export async function repairSchema(client: Client, location: string): Promise<void> {
  await withTableChange(client, 'lse db migrate --repair', async () => {
    const {state, version} = await findSchema(client, location);
    requireOwner(location, state);
    if (state.hasCitus) await allowTrigger(client);
    const facts = schemaFacts(state);
    const beyond = schemaDifferences(facts).filter(({canRepair}) => canRepair !== true);
    requireSameSchema(location, version, beyond);
    const has = (kind: string, name: string): boolean =>
      facts.some((fact) => fact[0] === kind && fact[1] === name && fact[2] !== null);
    if (!has('table', 'lse_loaded_days')) await client.query(loadedDays);
    if (!has('table', 'lse_refused')) await client.query(refusedDocuments);
    if (!has('table', 'lse_access')) await client.query(access);
    await makeFunction(client, statementOf(successInAnyCase, 'create or replace function lse_run_fails('));
    for (const name of FUNCTIONS)
      await makeFunction(client, statementOf(runs, sqlText`create function ${ownName(name)}(`.text));
    for (const name of BRIEF_FUNCTIONS)
      await makeFunction(client, statementOf(brief, sqlText`create function ${ownName(name)}(`.text));
    if (state.missingFunctions.includes('lse_ensure_partition(date)')) {
      await makeFunction(client, statementOf(access, 'create or replace function lse_ensure_partition'));
    }
    await makeTrigger(client, statementOf(runs, 'create trigger runs_clear_raw'));
    if (!has('default partition', 'runs')) await bringDefault(client);
    if (!isGuardWanted(await factsOf(client))) return;
    await guardTables(client);
    await guardPartitions(client);
    await giveRightsAgain(client);
  });
}

/** A detached partition still has its rows, which a new empty one would hide. */
async function bringDefault(client: Client): Promise<void> {
  if (await attachDefault(client)) return;
  await makeDefault(client);
}

async function factsOf(client: Client): Promise<SchemaFact[]> {
  return schemaFacts(await schemaState(client, tableNames, functionNames));
}
