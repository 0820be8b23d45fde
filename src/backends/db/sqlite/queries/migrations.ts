import type {MigrationStep} from '../../database.ts';
import type {Connection} from '../driver.ts';

/** The version of the file's schema; 0 where there is none. */
export async function appliedVersion(connection: Connection): Promise<number> {
  const tables = await connection.all<{name: string}>(
    `select name from sqlite_schema where type = 'table' and name = 'lse_migrations'`,
  );
  if (tables.length === 0) return 0;
  const rows = await connection.all<{version: number}>(
    'select coalesce(max(version), 0) as version from lse_migrations',
  );
  return rows[0]?.version ?? 0;
}

export async function createMigrationTable(connection: Connection): Promise<void> {
  await connection.execute(`
    create table if not exists lse_migrations (
      version integer primary key,
      name text not null,
      applied_at text not null default current_timestamp
    ) strict`);
}

export async function recordMigration(connection: Connection, {version, name}: MigrationStep): Promise<void> {
  await connection.run('insert into lse_migrations (version, name) values (?, ?)', [version, name]);
}
