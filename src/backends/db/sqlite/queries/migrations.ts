import type {MigrationStep} from '../../database.ts';
import type {Connection} from '../driver.ts';

/** What was applied, in the order of the versions. */
export async function appliedVersions(connection: Connection): Promise<number[]> {
  const rows = await connection.all<{version: number}>('select version from lse_migrations order by version');
  return rows.map(({version}) => version);
}

export async function createMigrationTable(connection: Connection): Promise<void> {
  await connection.execute(migrationTable);
}

export const migrationTable = `
create table if not exists lse_migrations (
  version integer primary key,
  name text not null,
  applied_at text not null default current_timestamp
) strict;`;

export async function recordMigration(connection: Connection, {version, name}: MigrationStep): Promise<void> {
  await connection.run('insert into lse_migrations (version, name) values (?, ?)', [version, name]);
}
