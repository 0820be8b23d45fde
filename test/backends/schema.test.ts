import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import type {Database} from '../../src/backends/db/database.ts';
import {PostgresDatabase} from '../../src/backends/db/postgres/postgres-database.ts';
import {withConnection} from '../../src/backends/db/sqlite/driver.ts';
import {changedRuns} from '../../src/backends/db/sqlite/migrations/0006-brief.ts';
import {migrations} from '../../src/backends/db/sqlite/migrations/index.ts';
import {migrationTable} from '../../src/backends/db/sqlite/queries/migrations.ts';
import {SqliteDatabase} from '../../src/backends/db/sqlite/sqlite-database.ts';
import {databaseKinds} from '../support/backends.ts';
import {createPostgresDatabase, withPlainClient} from '../support/postgres.ts';

/** What `migrate` applies to a database that has nothing. */
const ALL = [
  {version: 1, name: 'runs'},
  {version: 2, name: 'loaded-days'},
  {version: 3, name: 'access'},
  {version: 4, name: 'refused-documents'},
  {version: 5, name: 'success-in-any-case'},
  {version: 6, name: 'brief'},
];

const none = (): Promise<void> => Promise.resolve();

describe.each(databaseKinds)('the schema of %s', (kind) => {
  let database: Database;
  let execute: (sql: string) => Promise<unknown>;
  let cleanUp: () => Promise<void>;

  beforeEach(async () => {
    if (kind === 'postgres') {
      const {url, drop} = await createPostgresDatabase('empty');
      database = new PostgresDatabase(url);
      execute = (sql) => withPlainClient(url, (client) => client.query(sql));
      cleanUp = drop;
      return;
    }
    const directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
    const path = join(directory, 'below', 'test.db');
    database = new SqliteDatabase(path);
    execute = (sql) => withConnection(path, 'write', (connection) => connection.execute(sql));
    cleanUp = () => rm(directory, {recursive: true, force: true});
  });

  afterEach(() => cleanUp());

  it('is made once, and found made the second time', async () => {
    expect(await database.migrate()).toEqual(ALL);
    expect(await database.migrate()).toEqual([]);
    expect(await database.status()).toMatchObject({
      schemaVersion: ALL.length,
      records: 0,
      traces: 0,
      projects: 0,
      firstDate: null,
      lastDate: null,
    });
  });

  it('is made once by two callers at the same time', async () => {
    const applied = await Promise.all([database.migrate(), database.migrate()]);
    expect(applied.flat().sort((one, other) => one.version - other.version)).toEqual(ALL);
  });

  it('is asked for where it is missing', async () => {
    const missing = {code: 'LSE_SCHEMA', hint: expect.stringContaining('lse db migrate')};
    await expect(database.withSource(none)).rejects.toMatchObject(missing);
    await expect(database.withStore(none)).rejects.toMatchObject(missing);
    await expect(database.status()).rejects.toMatchObject(missing);
  });

  it('is refused by every operation where it is newer', async () => {
    await database.migrate();
    await execute(`insert into lse_migrations (version, name) values (99, 'from the future')`);
    const newer = {code: 'LSE_SCHEMA', message: expect.stringContaining('newer')};
    await expect(database.migrate()).rejects.toMatchObject(newer);
    await expect(database.withSource(none)).rejects.toMatchObject(newer);
    await expect(database.withStore(none)).rejects.toMatchObject(newer);
  });

  it('is asked to be brought up to date where it is older', async () => {
    await database.migrate();
    await execute('delete from lse_migrations');
    await expect(database.withSource(none)).rejects.toMatchObject({code: 'LSE_SCHEMA'});
    await execute("insert into lse_migrations (version, name) values (-1, 'older')");
    await expect(database.withSource(none)).rejects.toMatchObject({message: expect.stringContaining('version -1')});
  });

  it('stays as it was where a migration fails', async () => {
    const [inTheWay, away] =
      kind === 'sqlite'
        ? ['create table others (a); create index runs_by_trace on others (a)', 'drop table others']
        : [
            `create function lse_symbol(document jsonb) returns integer language sql as 'select 1'`,
            'drop function lse_symbol(jsonb)',
          ];
    if (kind === 'sqlite') {
      await database.migrate();
      const tables = ['runs', 'lse_loaded_days', 'lse_refused', 'lse_writing', 'lse_migrations'];
      await execute(tables.map((table) => `drop table ${table}`).join('; '));
    }
    await execute(inTheWay);
    await expect(database.migrate()).rejects.toMatchObject({code: 'LSE_DATABASE'});
    await expect(database.withSource(none)).rejects.toMatchObject({
      code: 'LSE_SCHEMA',
      message: expect.stringContaining('no lse schema yet'),
    });
    await execute(away);
    expect(await database.migrate()).toEqual(ALL);
  });
});

describe('a database of SQLite that an earlier version made', () => {
  it('keeps every row, and what others gave the table', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
    const path = join(directory, 'test.db');
    const all = <Row>(sql: string): Promise<Row[]> => withConnection(path, 'write', (found) => found.all<Row>(sql));
    const document = (symbol: string): string =>
      `{"trace":{"name":"zenrows_scraper","status":"x","inputs":{"input_data":{"crypto_symbol":"${symbol}"}}}}`;
    await withConnection(path, 'create', async (connection) => {
      await connection.execute(migrationTable);
      for (const {version, name, sql} of migrations.slice(0, 3)) {
        await connection.execute(sql);
        await connection.run('insert into lse_migrations (version, name) values (?, ?)', [version, name]);
      }
      await connection.execute(`
        alter table runs add column note text;
        create index others_note on runs (note);
        create view others_view as select run_id, symbol from runs;
        create table log (run_id text);
        create trigger others_trigger after delete on runs begin insert into log (run_id) values (old.run_id); end;
        insert into runs (rowid, project, run_date, run_id, trace_id, data, note) values
          (7, 'p', '2025-09-13', 'a', 't', '${document('btc')}', 'mine'), (5, 'p', '2025-09-13', 'b', 't', '[]', null);
        insert into runs (rowid, project, run_date, run_id, trace_id, data, raw, file_name, loads) values
          (900, 'q', '2025-09-14', 'c', 'c', '${document(' ')}', '{}', 'c.json', 3);
        insert into lse_loaded_days values ('q', '2025-09-14', 'x', 1, 0, '[]');`);
    });
    const columns = 'rowid, project, run_date, run_id, trace_id, data, raw, file_name, loads, is_failing, symbol, note';
    const before = await all(`select ${columns} from runs order by rowid`);
    const database = new SqliteDatabase(path);
    expect(await database.migrate()).toEqual(ALL.slice(3));
    expect(await all(`select ${columns} from runs order by rowid`)).toEqual(before);
    expect(before).toMatchObject([{symbol: null}, {symbol: 'btc'}, {symbol: null}]);
    expect(await all('select run_id, symbol from others_view order by run_id')).toHaveLength(3);
    expect(await database.withStore(async (store) => store.loadedDays(null))).toEqual([]);
    await all(`delete from runs where run_id = 'a'`);
    expect(await all('select run_id from log')).toEqual([{run_id: 'a'}]);
    expect(await all('pragma integrity_check')).toEqual([{integrity_check: 'ok'}]);
    await database.migrate({repair: true});
    await rm(directory, {recursive: true});
  });

  it('has the table that is written down', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
    const path = join(directory, 'test.db');
    await new SqliteDatabase(path).migrate();
    const [made] = await withConnection(path, 'read', (found) =>
      found.all<{sql: string}>(`select sql from sqlite_schema where name = 'runs'`),
    );
    const plain = (sql: string): string => sql.replace(/\s+/g, ' ').trim().toLowerCase();
    expect(`${plain(made?.sql ?? '')};`).toBe(plain(changedRuns));
    await rm(directory, {recursive: true});
  });
});

describe('a database that cannot be opened', () => {
  it('is a clear error where no server answers, without the password', async () => {
    const database = new PostgresDatabase('postgres://user:hunter2@127.0.0.1:1/lse?sslpassword=hunter2');
    const error = await database.status().catch((reason: Error) => reason);
    expect(error).toMatchObject({code: 'LSE_CONNECTION', message: expect.stringContaining('ECONNREFUSED')});
    expect(JSON.stringify({...(error as Error), message: (error as Error).message})).not.toContain('hunter2');
    expect(database.location).toBe('postgres://user:***@127.0.0.1:1/lse?sslpassword=***');
  });

  it('is a clear error where the URL is not one', async () => {
    const error = await new PostgresDatabase('postgres://user:hunter2@[:x/lse')
      .status()
      .catch((reason: Error) => reason);
    expect(error).toMatchObject({code: 'LSE_CONNECTION'});
    expect((error as Error).message).not.toContain('hunter2');
  });

  it.each([
    '1#S3cret@localhost:1',
    '12/S3cret@localhost:1',
    '12?S3cret@localhost:1',
    'ab@S3c#S3cret@localhost:1',
    'x@S3cret%40localhost:1',
  ])('shows nothing of a password that was not percent-encoded: %s', async (part) => {
    const error = await new PostgresDatabase(`postgres://lse:${part}/lse`).status().catch((reason: Error) => reason);
    expect((error as Error).message).toMatch(/^The database postgres:\/\/\*\*\* cannot be reached/);
    expect((error as Error).message).not.toContain('S3c');
  });

  it('is a clear error where the server ends the connection', async () => {
    const {url, drop} = await createPostgresDatabase('migrated');
    const database = new PostgresDatabase(url);
    await expect(
      database.withSource(async (source) => {
        await withPlainClient(process.env.LSE_TEST_SERVER_URL ?? '', (client) =>
          client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
            new URL(url).pathname.slice(1),
          ]),
        );
        return source.projects();
      }),
    ).rejects.toMatchObject({code: 'LSE_DATABASE'});
    await drop();
  });

  it('is a clear error where the encoding is not UTF-8', async () => {
    const server = process.env.LSE_TEST_SERVER_URL ?? '';
    await withPlainClient(server, (client) =>
      client.query(`create database lse_test_ascii template template0 encoding 'SQL_ASCII'`),
    );
    const url = new URL(server);
    url.pathname = '/lse_test_ascii';
    await expect(new PostgresDatabase(url.href).migrate()).rejects.toMatchObject({
      message: expect.stringContaining('SQL_ASCII'),
    });
    await withPlainClient(server, (client) => client.query('drop database lse_test_ascii'));
  });

  it('is a clear error where a file is no database, or cannot be made', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
    await writeFile(join(directory, 'file'), 'This is not a database, however long one looks at it.'.repeat(40));
    await expect(new SqliteDatabase(join(directory, 'file')).status()).rejects.toMatchObject({code: 'LSE_DATABASE'});
    await expect(new SqliteDatabase(join(directory, 'file', 'x.db')).migrate()).rejects.toMatchObject({
      code: 'LSE_CONNECTION',
    });
    await expect(new SqliteDatabase(directory).migrate()).rejects.toMatchObject({code: 'LSE_DATABASE'});
    await rm(directory, {recursive: true});
  });
});
