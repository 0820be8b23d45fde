import type {MigrationStep} from '../../database.ts';
import type {Client} from '../client.ts';

/** What was applied; in the order of the versions. */
export async function appliedVersions(client: Client): Promise<number[]> {
  const {rows} = await client.query<{version: string}>('select version from lse_migrations order by version');
  return rows.map(({version}) => Number(version));
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
