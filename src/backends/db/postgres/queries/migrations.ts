import type {MigrationStep} from '../../database.ts';
import type {Client} from '../client.ts';

/**
 * Reading a table makes the server hear of what others changed in its catalog. `to_regclass` alone would go on saying that
 * there is no such table, where it was asked before the wait for the migration lock and the table was made meanwhile.
 */
const presentSql = `
select exists (select from pg_class where oid = to_regclass('lse_migrations')) as present`;

/** The version of the schema in the search path; 0 where there is none. */
export async function appliedVersion(client: Client): Promise<number> {
  const {rows: tables} = await client.query<{present: string}>(presentSql);
  if (tables[0]?.present !== 't') return 0;
  const {rows} = await client.query<{version: string}>(
    'select coalesce(max(version), 0) as version from lse_migrations',
  );
  return Number(rows[0]?.version);
}

export async function createMigrationTable(client: Client): Promise<void> {
  await client.query(`
    create table if not exists lse_migrations (
      version integer primary key,
      name text not null,
      applied_at timestamptz not null default now()
    )`);
}

export async function recordMigration(client: Client, {version, name}: MigrationStep): Promise<void> {
  await client.query('insert into lse_migrations (version, name) values ($1, $2)', [version, name]);
}
