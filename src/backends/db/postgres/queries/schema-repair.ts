import type {Client} from '../client.ts';

/** The text is the migration's. Rows keep the values that the function gave when they were written. */
export async function makeFunction(client: Client, text: string): Promise<void> {
  await client.query(text.replace(/^create function/, 'create or replace function'));
}

/** The text is the migration's. On a table with partitions it replaces the triggers of all of them. */
export async function makeTrigger(client: Client, text: string): Promise<void> {
  await client.query('drop trigger if exists runs_clear_raw on runs');
  await client.query(text);
}

/** False if there is no such table. */
export async function attachDefault(client: Client): Promise<boolean> {
  const {rows} = await client.query<{there: string}>(`select to_regclass('runs_default') is not null as there`);
  if (rows[0]?.there !== 't') return false;
  await client.query('alter table runs attach partition runs_default default');
  return true;
}

export async function makeDefault(client: Client): Promise<void> {
  await client.query('create table runs_default partition of runs default');
}
