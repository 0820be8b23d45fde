import type {Client} from 'pg';
import type {MigrationStep} from '../../database.ts';

/** The version of the schema in the search path; 0 where there is none. */
export async function appliedVersion(client: Client): Promise<number> {
  const {rows: tables} = await client.query<{present: string}>(
    `select to_regclass('lse_migrations') is not null as present`,
  );
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
