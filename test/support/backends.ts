import {mkdir, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Database} from '../../src/backends/db/database.ts';
import {defaultLimits} from '../../src/backends/db/postgres/limits.ts';
import {PostgresDatabase} from '../../src/backends/db/postgres/postgres-database.ts';
import {PostgresTableDatabase} from '../../src/backends/db/postgres/table/postgres-table-database.ts';
import {SqliteDatabase} from '../../src/backends/db/sqlite/sqlite-database.ts';
import {SqliteTableDatabase} from '../../src/backends/db/sqlite/table/sqlite-table-database.ts';
import {FileSource} from '../../src/backends/file/file-source.ts';
import {TraceTree} from '../../src/backends/file/tree/trace-tree.ts';
import type {ReportSource} from '../../src/core/report-source.ts';
import type {Scope} from '../../src/core/scope.ts';
import type {LoadSummary} from '../../src/transfer/load-summary.ts';
import {loadTree} from '../../src/transfer/tree-load.ts';
import {createPostgresDatabase, withPlainClient} from './postgres.ts';
import {type TreeFiles, writeTree} from './trace-tree.ts';

export const databaseKinds = ['sqlite', 'postgres'] as const;
export const sourceKinds = ['file', ...databaseKinds] as const;
/** Tables of another program in these databases, which hold the winning documents and nothing beside them. */
export const tableKinds = ['sqlite-table', 'postgres-table'] as const;
/** Everything that answers reports. */
export const readKinds = [...sourceKinds, ...tableKinds] as const;
export type TableKind = (typeof tableKinds)[number];
export type ReadKind = (typeof readKinds)[number];
export type DatabaseKind = (typeof databaseKinds)[number];
export type SourceKind = (typeof sourceKinds)[number];

const MAX_FILE_BYTES = 1_000_000;

/** Of the table of another program, which needs its quotes. */
export const THEIR_TABLE = 'Their "runs"';
const QUALIFIED = 'others."Their ""runs"""';

/** Any text is JSON to `json`, also one with characters that `jsonb` refuses. It has no key and no index. */
const MAKE_THEIRS: Readonly<Record<DatabaseKind, string>> = {
  postgres: `create schema if not exists others; drop table if exists others."Their ""runs""" cascade;
    create table others."Their ""runs""" (data json, project varchar, run_date date, note text, trace_id text, run_id text)`,
  sqlite: `drop table if exists "Their ""runs""";
    create table "Their ""runs""" (data, project, run_date, note, trace_id, run_id)`,
};
const FILL_THEIRS: Readonly<Record<DatabaseKind, string>> = {
  postgres: `insert into others."Their ""runs""" (project, run_date, run_id, trace_id, data)
    select project, run_date, run_id, trace_id, coalesce(raw, data::text)::json from runs`,
  sqlite: `insert into "Their ""runs""" (project, run_date, run_id, trace_id, data)
    select project, run_date, run_id, trace_id, coalesce(raw, data) from runs`,
};

/** A data directory and a database of each kind without runs, for one test file. */
export class Backends {
  readonly #root: string;
  readonly #drop: () => Promise<void>;
  readonly urls: Readonly<Record<DatabaseKind | TableKind, string>>;
  #trees = 0;
  #dataDir = '';

  private constructor(root: string, postgresUrl: string, drop: () => Promise<void>) {
    this.#root = root;
    this.#drop = drop;
    const sqliteUrl = `sqlite:${join(root, 'test.db')}`;
    this.urls = {
      sqlite: sqliteUrl,
      postgres: postgresUrl,
      'sqlite-table': `${sqliteUrl}?table=${encodeURIComponent(THEIR_TABLE)}`,
      'postgres-table': `${postgresUrl}?table=${encodeURIComponent(QUALIFIED)}`,
    };
  }

  /** That of PostgreSQL may be left without the tables of lse. */
  static async create(kind: 'empty' | 'migrated' = 'migrated'): Promise<Backends> {
    const root = await mkdtemp(join(tmpdir(), 'lse-test-'));
    const postgres = await createPostgresDatabase(kind);
    const backends = new Backends(root, postgres.url, postgres.drop);
    await backends.database('sqlite').migrate();
    await backends.useTree({});
    return backends;
  }

  async destroy(): Promise<void> {
    await this.#drop();
    await rm(this.#root, {recursive: true, force: true});
  }

  get dataDir(): string {
    return this.#dataDir;
  }

  /** From here on the data directory is a new one that holds these files. The databases stay as they are. */
  async useTree(files: TreeFiles): Promise<void> {
    this.#trees += 1;
    this.#dataDir = join(this.#root, `tree-${this.#trees}`);
    await mkdir(this.#dataDir);
    await writeTree(this.#dataDir, files);
  }

  database(kind: DatabaseKind): Database {
    return kind === 'sqlite'
      ? new SqliteDatabase(this.urls.sqlite.slice('sqlite:'.length))
      : new PostgresDatabase(this.urls.postgres);
  }

  tree(directory = this.#dataDir, maxFileBytes = MAX_FILE_BYTES): Promise<TraceTree> {
    return TraceTree.open(directory, maxFileBytes);
  }

  /** Loads the data directory (or another one) into a database. */
  async load(kind: DatabaseKind, scope: Scope | null = null, directory = this.#dataDir): Promise<LoadSummary> {
    const tree = await this.tree(directory);
    return this.database(kind).withStore((store) => loadTree(tree, store, scope, () => {}));
  }

  async empty(kind: DatabaseKind): Promise<void> {
    await this.execute(kind, 'delete from runs');
  }

  /** Plain SQL, as another program would run it. */
  async execute(kind: DatabaseKind, sql: string): Promise<void> {
    if (kind === 'postgres') await withPlainClient(this.urls.postgres, (client) => client.query(sql));
    else await this.#withSqlite((connection) => connection.execute(sql));
  }

  /** The rows of plain SQL. Name the columns; values are as the drivers give them. */
  async query<Row extends object>(kind: DatabaseKind, sql: string): Promise<Row[]> {
    if (kind === 'postgres')
      return withPlainClient(this.urls.postgres, async (client) => (await client.query<Row>(sql)).rows);
    return this.#withSqlite((connection) => connection.all<Row>(sql));
  }

  /** An empty table of another program, which lse does not own. */
  makeTheirs(kind: DatabaseKind): Promise<void> {
    return this.execute(kind, MAKE_THEIRS[kind]);
  }

  /** The same, filled with what lse has in the same database. */
  async fillTheirs(kind: DatabaseKind): Promise<void> {
    await this.makeTheirs(kind);
    await this.execute(kind, FILL_THEIRS[kind]);
  }

  theirs(kind: TableKind): Database {
    if (kind === 'sqlite-table') {
      return new SqliteTableDatabase(this.urls.sqlite.slice('sqlite:'.length), THEIR_TABLE);
    }
    return new PostgresTableDatabase(this.urls.postgres, QUALIFIED, {limits: defaultLimits, notice: () => {}});
  }

  /** A source that answers from the data directory: from the files, or from a database that was filled with them. */
  async withSource<T>(kind: ReadKind, work: (source: ReportSource) => Promise<T>): Promise<T> {
    if (kind === 'file') return work(new FileSource(await this.tree()));
    if (isTable(kind)) return this.theirs(kind).withSource(work);
    return this.database(kind).withSource(work);
  }

  /** The same, but the database is emptied and loaded first. */
  async withLoaded<T>(kind: ReadKind, work: (source: ReportSource) => Promise<T>): Promise<T> {
    if (isTable(kind)) {
      const database = databaseOf(kind);
      await this.empty(database);
      await this.load(database);
      await this.fillTheirs(database);
    } else if (kind !== 'file') {
      await this.empty(kind);
      await this.load(kind);
    }
    return this.withSource(kind, work);
  }

  /**
   * Every kind of source, one after the other. A database is emptied and loaded once, for itself and for the table of another program in
   * it, which is filled from it.
   */
  async withEachLoaded(work: (source: ReportSource, kind: ReadKind) => Promise<void>): Promise<void> {
    await this.withSource('file', (source) => work(source, 'file'));
    for (const kind of databaseKinds) {
      await this.withLoaded(kind, (source) => work(source, kind));
    }
    for (const kind of tableKinds) {
      await this.fillTheirs(databaseOf(kind));
      await this.withSource(kind, (source) => work(source, kind));
    }
  }

  async #withSqlite<T>(
    work: (connection: import('../../src/backends/db/sqlite/driver.ts').Connection) => Promise<T>,
  ): Promise<T> {
    const {withConnection} = await import('../../src/backends/db/sqlite/driver.ts');
    return withConnection(this.urls.sqlite.slice('sqlite:'.length), 'write', work);
  }
}

export function isTable(kind: ReadKind): kind is TableKind {
  return tableKinds.some((table) => table === kind);
}

/** The database that such a table lies in. */
export function databaseOf(kind: TableKind): DatabaseKind {
  return kind === 'sqlite-table' ? 'sqlite' : 'postgres';
}
