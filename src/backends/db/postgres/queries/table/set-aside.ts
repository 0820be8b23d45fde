import {quotedName, sqlText} from '../../../sql-text.ts';
import type {Client} from '../../client.ts';
import type {AdoptionFacts} from './adoption-facts.ts';

/** For the rest of the transaction nobody else reads, writes or changes the table. */
export async function lockTable(client: Client, schema: string): Promise<void> {
  await client.query(sqlText`lock table ${quotedName(schema)}.runs in access exclusive mode`.text);
}

/**
 * Renames the table, and all objects whose names would conflict with those of the new one. Everything that belongs to the table stays with
 * it, whatever its name: constraints, triggers, rights, and the views and keys of others.
 */
export async function setAside(client: Client, {schema, owned}: AdoptionFacts, oldName: string): Promise<void> {
  const place = quotedName(schema);
  await client.query(sqlText`alter table ${place}.runs rename to ${quotedName(oldName)}`.text);
  for (const {kind, name} of owned) {
    if (!name.startsWith(PREFIX)) continue;
    const renamed = quotedName(shortened(`${oldName}_${name.slice(PREFIX.length)}`));
    const statement =
      kind === 'index'
        ? sqlText`alter index ${place}.${quotedName(name)} rename to ${renamed}`
        : sqlText`alter sequence ${place}.${quotedName(name)} rename to ${renamed}`;
    await client.query(statement.text);
  }
}

const PREFIX = 'runs_';
/** NAMEDATALEN - 1. */
const LONGEST_NAME = 63;

/** The name as the server would cut it, at the end of a character. */
function shortened(name: string): string {
  let cut = name;
  while (Buffer.byteLength(cut) > LONGEST_NAME) cut = [...cut].slice(0, -1).join('');
  return cut;
}
