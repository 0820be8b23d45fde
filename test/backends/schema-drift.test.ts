import {afterAll, afterEach, beforeAll, describe, expect, it} from '@jest/globals';
import type {Database} from '../../src/backends/db/database.ts';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {errorReport, errorTable} from '../../src/core/reports/zenrows-errors.ts';
import {Backends, type DatabaseKind} from '../support/backends.ts';
import {citusUrl, onOneServer} from '../support/citus.ts';
import {createPostgresDatabase, type TestDatabase} from '../support/postgres.ts';
import {failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13' as CalendarDate;

let backends: Backends;
let current: {kind: DatabaseKind; clean: () => Promise<void>} | null = null;

/** Each drift happens to a database of its own. */
async function fresh(kind: DatabaseKind): Promise<void> {
  const own = await Backends.create();
  backends = own;
  current = {kind, clean: () => own.destroy()};
  await own.useTree({[`p/${DAY}/a.json`]: failingDocument('a', {error: 'x\0'})});
  await own.load(kind);
}

afterEach(async () => {
  await current?.clean();
  current = null;
});

function report(kind: DatabaseKind): Promise<number> {
  return backends.withSource(kind, async (source) => {
    const {rows} = errorReport(await errorTable(source, {project: null, from: DAY, to: DAY}));
    return rows[0]?.zenrowsErrors ?? -1;
  });
}

/** All look at the schema in the same place; hence for most drifts only those that do not, besides one. */
function someOperations(database: Database): (() => Promise<unknown>)[] {
  return [() => database.withSource(async () => {}), () => database.migrate()];
}

function everyOperation(database: Database): (() => Promise<unknown>)[] {
  return [
    () => database.withSource(async () => {}),
    () => database.withStore(async () => {}),
    () => database.status(),
    () => database.migrate(),
    () => database.prune({before: DAY, project: null}, {apply: true}),
    () => database.createIndexes(),
  ];
}

interface Drift {
  readonly name: string;
  /** One statement after the other: a cluster takes no text of several. */
  readonly sql: string | readonly string[];
  readonly says: string;
  /** Why a cluster does not take it, in the words of Citus. */
  readonly refused?: string;
}

async function drift(kind: DatabaseKind, sql: Drift['sql']): Promise<void> {
  for (const statement of [sql].flat()) await backends.execute(kind, statement);
}

const NO_TRIGGERS = 'triggers are not supported on distributed tables';

/** A test of it. What a cluster refuses is skipped there. */
function itOf({refused}: Drift, kind: DatabaseKind): typeof it {
  return refused === undefined ? it : onOneServer(it, kind);
}

/** Found by every operation, and nothing but a backup brings it back. */
const lost: Readonly<Record<DatabaseKind, readonly Drift[]>> = {
  postgres: [
    {name: 'runs dropped', sql: 'drop table runs', says: 'the table runs is missing'},
    {name: 'runs renamed', sql: 'alter table runs rename to r', says: 'the table runs is missing'},
    {
      name: 'a view in its place',
      sql: ['alter table runs rename to r', 'create view runs as select * from r'],
      says: 'runs is a view',
    },
    {
      name: 'a plain table in its place',
      sql: ['alter table runs rename to r', 'create table runs (like r including all)'],
      says: 'runs is no partitioned table',
    },
    {name: 'a column dropped', sql: 'alter table runs drop column raw', says: 'the column runs.raw is missing'},
    {name: 'a column renamed', sql: 'alter table runs rename loads to l', says: 'the column runs.loads is missing'},
    {
      name: 'a type changed',
      sql: 'alter table runs alter file_name type varchar(9)',
      says: 'the column runs.file_name is character varying(9), not text collate "C"',
    },
    {
      name: 'a collation changed',
      sql: 'alter table runs alter file_name type text collate "POSIX"',
      says: 'the column runs.file_name is text collate "POSIX", not text collate "C"',
    },
    {
      name: 'nulls allowed',
      sql: 'alter table runs alter trace_id drop not null',
      says: 'the column runs.trace_id is text collate "C", not text collate "C" not null',
    },
    {
      name: 'a generated column that is none any more',
      sql: 'alter table runs alter is_failing drop expression',
      says: 'the column runs.is_failing is boolean not null, not boolean not null stored lse_is_failing(data)',
      refused: 'alter table command is currently unsupported',
    },
    {
      name: 'another expression',
      sql: [
        'alter table runs drop symbol',
        `alter table runs add symbol text generated always as (data ->> 'x') stored`,
      ],
      says: `the column runs.symbol is text stored (data ->> 'x'::text), not text stored lse_symbol(data)`,
    },
    {
      name: 'the unique key dropped',
      sql: 'alter table runs drop constraint runs_pkey',
      says: 'the primary key of runs is missing',
    },
    {
      name: 'another version column',
      sql: ['alter table lse_migrations alter version type text', `insert into lse_migrations values ('x', 'y')`],
      says: 'the column lse_migrations.version is text not null, not integer not null',
    },
    {
      name: 'a version missing',
      sql: 'delete from lse_migrations where version = 2',
      says: 'has version 6, but not version 2',
    },
    {
      name: 'a table without columns',
      sql: ['drop table lse_migrations', 'create table lse_migrations ()'],
      says: 'the column lse_migrations.version is missing',
    },
    {
      name: 'a partitioned table in place of a plain one',
      sql: [
        'alter table lse_loaded_days rename to l',
        'create table lse_loaded_days (like l) partition by list (project)',
      ],
      says: 'lse_loaded_days is no plain table',
    },
    {name: 'no version', sql: 'delete from lse_migrations', says: 'its table lse_migrations is empty'},
    {name: 'no notes', sql: 'drop table lse_migrations', says: 'has a table runs but no table lse_migrations'},
  ],
  sqlite: [
    {name: 'runs dropped', sql: 'drop table runs', says: 'the table runs is missing'},
    {name: 'runs renamed', sql: 'alter table runs rename to r', says: 'the table runs is missing'},
    {
      name: 'a view in its place',
      sql: ['alter table runs rename to r', 'create view runs as select * from r'],
      says: 'runs is a view',
    },
    {
      name: 'a column renamed',
      sql: 'alter table runs rename loads to l',
      says: 'the column runs.loads is missing or is not "loads integer not null default 0"',
    },
    {
      name: 'a table made again without its key',
      sql: ['create table r as select * from runs', 'drop table runs', 'alter table r rename to runs'],
      says: 'the column runs.project is missing or is not "project text not null check',
    },
    {
      name: 'a version missing',
      sql: 'delete from lse_migrations where version = 2',
      says: 'has version 6, but not version 2',
    },
    {name: 'no version', sql: 'delete from lse_migrations', says: 'its table lse_migrations is empty'},
    {name: 'no notes', sql: 'drop table lse_migrations', says: 'has a table runs but no table lse_migrations'},
  ],
};

/** Found by every operation; `lse db migrate --repair` brings it back. */
const repairable: Readonly<Record<DatabaseKind, readonly Drift[]>> = {
  postgres: [
    {name: 'the notes of loads', sql: 'drop table lse_loaded_days', says: 'the table lse_loaded_days is missing'},
    {name: 'what was refused', sql: 'drop table lse_refused', says: 'the table lse_refused is missing'},
    {name: 'the table of access', sql: 'drop table lse_access', says: 'the table lse_access is missing'},
    {
      name: 'a trigger dropped',
      sql: 'drop trigger runs_clear_raw on runs',
      says: 'trigger runs_clear_raw is missing',
      refused: NO_TRIGGERS,
    },
    {
      name: 'a trigger disabled',
      sql: 'alter table runs disable trigger runs_clear_raw',
      says: 'the trigger runs_clear_raw is disabled',
      refused: NO_TRIGGERS,
    },
    {
      name: 'another trigger of its name',
      sql: [
        'drop trigger runs_clear_raw on runs',
        'create trigger runs_clear_raw after update on runs for each row execute function lse_clear_raw()',
      ],
      says: 'the trigger runs_clear_raw is O 17 lse_clear_raw, not O 19 lse_clear_raw',
      refused: NO_TRIGGERS,
    },
    {
      name: 'the default partition detached',
      sql: 'alter table runs detach partition runs_default',
      says: 'the default partition of runs is missing',
    },
    {
      name: 'the default partition dropped',
      sql: 'drop table runs_default',
      says: 'default partition of runs is missing',
    },
    {
      name: 'a function dropped',
      sql: 'drop function lse_ensure_partition(date)',
      says: 'the function lse_ensure_partition(date) is missing',
    },
  ],
  sqlite: [
    {name: 'the notes of loads', sql: 'drop table lse_loaded_days', says: 'the table lse_loaded_days is missing'},
    {name: 'a trigger dropped', sql: 'drop trigger runs_inserted', says: 'the trigger runs_inserted is missing'},
    {
      name: 'another trigger of its name',
      sql: ['drop trigger runs_updated', 'create trigger runs_updated after update on runs begin select 1; end'],
      says: 'the trigger runs_updated is another',
    },
  ],
};

/** What others may add. A cluster takes no triggers on the table. */
const additions: Readonly<Record<DatabaseKind, readonly string[]>> = {
  postgres: [
    'alter table runs add note text',
    'create index runs_others on runs (trace_id)',
    'create table others (a integer)',
    'alter table runs add constraint short check (length(run_id) < 99)',
    'create view few as select run_id from runs',
    'create table lse_mine (a integer)',
    ...(citusUrl === undefined
      ? [
          `create function others() returns trigger language plpgsql as 'begin return new; end'`,
          'create trigger runs_others before insert on runs for each row execute function others()',
          'alter table runs enable always trigger runs_clear_raw',
        ]
      : []),
  ],
  sqlite: [
    'alter table runs add note text',
    'create index runs_others on runs (trace_id)',
    'create table others (a)',
    'create trigger runs_noted after insert on runs begin select 1; end',
    'create view few as select run_id from runs',
    'create table lse_mine (a)',
  ],
};

describe.each(['postgres', 'sqlite'] as const)('a schema of %s that is not what its version says', (kind) => {
  for (const each of lost[kind])
    itOf(each, kind)(`is named by every operation: ${each.name}`, async () => {
      const {name, sql, says} = each;
      await fresh(kind);
      await drift(kind, sql);
      const operations = name === 'runs dropped' ? everyOperation : someOperations;
      for (const operation of operations(backends.database(kind))) {
        await expect(operation()).rejects.toMatchObject({code: 'LSE_SCHEMA', message: expect.stringContaining(says)});
      }
      await expect(backends.database(kind).migrate({repair: true})).rejects.toMatchObject({code: 'LSE_SCHEMA'});
    });

  for (const each of repairable[kind])
    itOf(each, kind)(`is named, and repaired when asked: ${each.name}`, async () => {
      const {sql, says} = each;
      await fresh(kind);
      const database = backends.database(kind);
      await drift(kind, sql);
      for (const operation of someOperations(database)) {
        await expect(operation()).rejects.toMatchObject({
          code: 'LSE_SCHEMA',
          message: expect.stringContaining(says),
          hint: expect.stringContaining('lse db migrate --repair'),
        });
      }
      expect(await database.migrate({repair: true})).toEqual([]);
      expect(await database.migrate()).toEqual([]);
      expect(await report(kind)).toBe(1);
      // What was made again works: a load restores what another program does.
      await backends.execute(
        kind,
        `update runs set data = '{"trace":{"id":"a","name":"zenrows_scraper","status":"success"}}'`,
      );
      expect(await report(kind)).toBe(0);
      expect(await backends.query(kind, 'select raw from runs')).toEqual([{raw: null}]);
      expect(await backends.load(kind)).toMatchObject({updated: 1});
      expect(await report(kind)).toBe(1);
    });

  it('may be added to', async () => {
    await fresh(kind);
    await drift(kind, additions[kind]);
    const database = backends.database(kind);
    expect(await database.migrate()).toEqual([]);
    expect(await database.status()).toMatchObject({records: 1, missingIndexes: []});
    expect(await report(kind)).toBe(1);
    expect(await backends.load(kind)).toMatchObject({unchanged: 1});
  });

  it('is whole without the indexes, which status names', async () => {
    await fresh(kind);
    await backends.execute(kind, 'drop index runs_by_trace');
    const database = backends.database(kind);
    expect(await report(kind)).toBe(1);
    expect(await database.status()).toMatchObject({missingIndexes: ['runs_by_trace']});
    expect(await database.missingIndexes()).toEqual(['runs_by_trace']);
    await database.createIndexes();
    expect(await database.status()).toMatchObject({missingIndexes: []});
  });

  it("is another program's where that has a table of the name", async () => {
    await fresh(kind);
    // The extension of a cluster would go with the schema.
    const gone =
      kind === 'postgres' && citusUrl === undefined
        ? ['drop schema public cascade', 'create schema public']
        : ['drop table runs', 'drop table lse_migrations', 'drop table lse_loaded_days'];
    await drift(kind, [...gone, 'create table runs (a integer)']);
    for (const operation of everyOperation(backends.database(kind))) {
      await expect(operation()).rejects.toMatchObject({
        code: 'LSE_SCHEMA',
        message: expect.stringContaining('another program made it'),
      });
    }
    expect(await backends.query(kind, 'select a from runs')).toEqual([]);
  });
});

describe('what migrate and status look at besides, in PostgreSQL', () => {
  const drifts: readonly Drift[] = [
    {
      name: 'a function that finds no failure',
      sql: `create or replace function lse_run_fails(run jsonb) returns boolean language sql immutable as 'select false'`,
      says: 'the function lse_is_failing or lse_run_fails gives another answer',
    },
    {
      name: 'a function that finds no symbol',
      sql: `create or replace function lse_symbol(document jsonb) returns text language sql immutable as 'select null::text'`,
      says: 'the function lse_symbol or lse_symbol_at gives another answer',
    },
    {
      name: 'a function that does not look below',
      sql: `create or replace function lse_runs_below(document jsonb) returns table (path bigint[], run jsonb)
        language sql immutable as $$ select '{}'::bigint[], document -> 'trace' $$`,
      says: 'the function lse_runs_below gives another answer',
    },
    {
      name: 'a trigger function that does nothing',
      sql: `create or replace function lse_clear_raw() returns trigger language plpgsql as 'begin return new; end'`,
      says: 'the function lse_clear_raw is another',
    },
    {
      name: 'the trigger of one partition',
      sql: 'alter table runs_2025_09 disable trigger runs_clear_raw',
      says: 'the trigger runs_clear_raw of runs_2025_09 is missing or disabled',
      refused: NO_TRIGGERS,
    },
  ];

  for (const each of drifts)
    itOf(each, 'postgres')(`is repaired when asked: ${each.name}`, async () => {
      const {sql, says} = each;
      await fresh('postgres');
      const database = backends.database('postgres');
      await drift('postgres', sql);
      const fault = {code: 'LSE_SCHEMA', message: expect.stringContaining(says)};
      await expect(database.status()).rejects.toMatchObject(fault);
      await expect(database.migrate()).rejects.toMatchObject(fault);
      expect(await database.migrate({repair: true})).toEqual([]);
      expect(await database.status()).toMatchObject({records: 1});
    });

  it('is a generated column that is no longer stored, where the server can do that', async () => {
    await fresh('postgres');
    const [server] = await backends.query<{version: number}>(
      'postgres',
      `select current_setting('server_version_num')::int as version`,
    );
    // PostgreSQL 18 made columns possible that are computed when they are read; older servers store them all.
    const how = (server?.version ?? 0) < 180_000 ? 'stored' : 'virtual';
    await drift('postgres', [
      'alter table runs drop symbol',
      `alter table runs add symbol text generated always as (data ->> 'x') ${how}`,
    ]);
    await expect(backends.database('postgres').status()).rejects.toMatchObject({
      message: expect.stringContaining(`the column runs.symbol is text ${how} (data ->> 'x'::text), not text stored`),
    });
  });

  it('is a check that was dropped', async () => {
    await fresh('postgres');
    await backends.execute('postgres', 'alter table runs drop constraint runs_project_check');
    await expect(backends.database('postgres').status()).rejects.toMatchObject({
      message: expect.stringContaining('the check runs_project_check of runs is missing or not valid'),
    });
  });
});

describe('rows written while a trigger of SQLite was missing', () => {
  it('are counted anew by a repair', async () => {
    await fresh('sqlite');
    await backends.execute(
      'sqlite',
      `drop trigger runs_inserted; insert into runs (project, run_date, run_id, trace_id, data)
       values ('p', '${DAY}', 'b', 'b', '{"trace":{"name":"zenrows_scraper","status":"error"}}')`,
    );
    await backends.database('sqlite').migrate({repair: true});
    expect(await report('sqlite')).toBe(2);
  });
});

describe('a role that does not reach the schema', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createPostgresDatabase('empty');
  });

  afterAll(() => database.drop());

  it('is an owner that may not make tables', async () => {
    const {PostgresDatabase} = await import('../../src/backends/db/postgres/postgres-database.ts');
    const {Roles, urlAs} = await import('../support/roles.ts');
    const {withPlainClient} = await import('../support/postgres.ts');
    const roles = new Roles();
    const role = await roles.create('maker');
    const mine = new PostgresDatabase(urlAs(database.url, role));
    const execute = (sql: string): Promise<unknown> => withPlainClient(database.url, (client) => client.query(sql));
    await execute('revoke create on schema public from public');
    await expect(mine.migrate()).rejects.toMatchObject({
      code: 'LSE_ACCESS',
      message: expect.stringContaining(`The role ${role} may not make tables in the schema public`),
      hint: expect.stringContaining(`grant usage, create on schema public to ${role}`),
    });
    await execute('revoke all on schema public from public');
    await expect(mine.migrate()).rejects.toMatchObject({
      code: 'LSE_ACCESS',
      message: expect.stringContaining(`The search path of the role ${role} names no schema`),
      hint: expect.stringContaining(`grant usage, create on schema public to ${role}`),
    });
    const elsewhere = new PostgresDatabase(`${database.url}?options=${encodeURIComponent('-c search_path=nowhere')}`);
    await expect(elsewhere.migrate()).rejects.toMatchObject({message: expect.stringContaining('names no schema')});
    await new PostgresDatabase(database.url).migrate();
    for (const operation of everyOperation(mine)) {
      await expect(operation()).rejects.toMatchObject({
        code: 'LSE_ACCESS',
        message: expect.stringContaining(`The role ${role} may not use the schema public`),
        hint: expect.stringContaining(`grant usage on schema public to ${role}`),
      });
    }
    await execute(
      `alter schema public rename to elsewhere; create schema public; grant usage on schema elsewhere to ${role}`,
    );
    await expect(mine.status()).rejects.toMatchObject({
      code: 'LSE_SCHEMA',
      message: expect.stringContaining('The tables of lse are in the schema elsewhere'),
      hint: expect.stringContaining(`alter role ${role} set search_path = elsewhere`),
    });
    await database.drop();
    await roles.drop();
  });
});
