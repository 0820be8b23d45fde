import type {Client} from './client.ts';
import {takeTurn} from './turn.ts';

/** Any number works as long as no other program locks the same one; this is "lse" in ASCII. */
const MIGRATION_LOCK = 0x6c7365;

/**
 * Within a transaction: if two processes change the schema, one waits for the other. `retry` is the command to run
 * again.
 */
export function lockMigrations(client: Client, retry = 'lse db migrate'): Promise<void> {
  return takeTurn(client, {what: 'is migrating', retry}, async () => {
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  });
}
