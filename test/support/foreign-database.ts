import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Database} from '../../src/backends/db/database.ts';
import {PostgresDatabase} from '../../src/backends/db/postgres/postgres-database.ts';
import {withConnection} from '../../src/backends/db/sqlite/driver.ts';
import {SqliteDatabase} from '../../src/backends/db/sqlite/sqlite-database.ts';
import type {DatabaseKind} from './backends.ts';
import {createPostgresDatabase, withPlainClient} from './postgres.ts';

/** A database that another program filled, without anything of lse. */
export interface ForeignDatabase {
  readonly url: string;
  readonly database: Database;
  /** Plain SQL, as the other program would run it. */
  execute(sql: string): Promise<void>;
  /** The rows of plain SQL; columns as the drivers give them. */
  query<Row extends object>(sql: string): Promise<Row[]>;
  /** Inserts rows of text columns in the order given; null is null. `data` is cast as the table wants it. */
  insert(table: string, rows: readonly ForeignRow[]): Promise<void>;
  drop(): Promise<void>;
}

export interface ForeignRow {
  readonly project: string | null;
  readonly run_date: string | null;
  readonly run_id: string | null;
  readonly trace_id: string | null;
  /** JSON, or a text as it stands. */
  readonly data: object | string | null;
}

export async function createForeignDatabase(kind: DatabaseKind): Promise<ForeignDatabase> {
  return kind === 'postgres' ? postgres() : sqlite();
}

async function postgres(): Promise<ForeignDatabase> {
  const {url, drop} = await createPostgresDatabase('empty');
  const execute = (sql: string): Promise<void> =>
    withPlainClient(url, async (client) => {
      await client.query(sql);
    });
  return {
    url,
    database: new PostgresDatabase(url),
    execute,
    query: <Row extends object>(sql: string) =>
      withPlainClient(url, async (client) => (await client.query<Row>(sql)).rows),
    insert: (table, rows) => execute(insertOf(table, rows)),
    drop,
  };
}

async function sqlite(): Promise<ForeignDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  const path = join(directory, 'theirs.db');
  const execute = (sql: string): Promise<void> =>
    withConnection(path, 'create', (connection) => connection.execute(sql));
  return {
    url: `sqlite:${path}`,
    database: new SqliteDatabase(path),
    execute,
    query: <Row extends object>(sql: string) => withConnection(path, 'read', (connection) => connection.all<Row>(sql)),
    insert: (table, rows) => execute(insertOf(table, rows)),
    drop: () => rm(directory, {recursive: true, force: true}),
  };
}

function insertOf(table: string, rows: readonly ForeignRow[]): string {
  const literal = (value: string | null): string => (value === null ? 'null' : `'${value.replaceAll("'", "''")}'`);
  const textOf = (data: ForeignRow['data']): string | null =>
    data === null || typeof data === 'string' ? data : JSON.stringify(data);
  const values = rows.map(
    ({project, run_date, run_id, trace_id, data}) =>
      `(${[project, run_date, run_id, trace_id, textOf(data)].map(literal).join(', ')})`,
  );
  return `insert into ${table} (project, run_date, run_id, trace_id, data) values ${values.join(', ')}`;
}
