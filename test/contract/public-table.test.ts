import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {PostgresDatabase} from '../../src/backends/db/postgres/postgres-database.ts';
import {requireServer} from '../../src/backends/db/postgres/schema.ts';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {withBrokenDetail} from '../support/broken-detail.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13' as CalendarDate;

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

const columnsSql = {
  postgres: `
    select attname as name, format_type(atttypid, atttypmod) as type, attnotnull as required, collname as collation
    from pg_attribute left join pg_collation on pg_collation.oid = attcollation
    where attrelid = 'runs'::regclass and attnum > 0`,
  sqlite: `select name, type, "notnull" = 1 as required from pragma_table_info('runs')`,
};
const types = {
  postgres: {project: 'text', run_date: 'date', run_id: 'text', trace_id: 'text', data: 'jsonb', raw: 'text'},
  sqlite: {project: 'TEXT', run_date: 'TEXT', run_id: 'TEXT', trace_id: 'TEXT', data: 'TEXT', raw: 'TEXT'},
};

describe.each(databaseKinds)('the table runs of %s', (kind) => {
  beforeEach(() => backends.empty(kind));

  const insert = (values: string): Promise<void> =>
    backends.execute(kind, `insert into runs (project, run_date, run_id, trace_id, data) values (${values})`);
  const row = (runId: string): string => `'p', '${DAY}', '${runId}', 't', '{}'`;

  it('has the public columns', async () => {
    const columns = await backends.query<{name: string; type: string; required: unknown}>(kind, columnsSql[kind]);
    const found = Object.fromEntries(columns.map(({name, type}) => [name, type]));
    expect(found).toMatchObject(types[kind]);
    const required = columns.filter((column) => Boolean(column.required)).map(({name}) => name);
    expect(required).toEqual(expect.arrayContaining(['project', 'run_date', 'run_id', 'trace_id', 'data']));
  });

  it('holds a key once', async () => {
    await insert(row('a'));
    await expect(insert(row('a'))).rejects.toThrow();
    const others = [row('b'), row('a').replace(DAY, '2025-09-14'), row('a').replace(`'p'`, `'q'`)];
    for (const other of others) await expect(insert(other)).resolves.toBeUndefined();
  });

  it.each(['project', 'run_date', 'run_id', 'trace_id', 'data'])('takes no null as %s', async (column) => {
    const values: Record<string, string> = {
      project: `'p'`,
      run_date: `'${DAY}'`,
      run_id: `'a'`,
      trace_id: `'t'`,
      data: `'{}'`,
      [column]: 'null',
    };
    await expect(insert(Object.values(values).join(', '))).rejects.toThrow();
  });

  it('holds U+FFFD where jsonb refuses a character of a string or a key, and raw for no other row', async () => {
    const text = '{"metadata":{},"trace":{"id":"a","k\\u0000":"v\\ud800","pair":"\\ud83d\\ude00"}}';
    await backends.useTree({[`p/${DAY}/a.json`]: text, [`p/${DAY}/b.json`]: documentOf('b', {error: '\u{1f600}'})});
    await backends.load(kind);
    const rows = await backends.query<{data: unknown; raw: string | null}>(
      kind,
      'select data, raw from runs order by run_id',
    );
    const [a, b] = rows.map(({data}) => (typeof data === 'string' ? JSON.parse(data) : data));
    expect(a).toEqual({metadata: {}, trace: {id: 'a', 'k\ufffd': 'v\ufffd', pair: '\u{1f600}'}});
    expect(b).toEqual(documentOf('b', {error: '\u{1f600}'}));
    expect(rows.map(({raw}) => raw)).toEqual([text, null]);
  });

  it('holds the whole document of the winner, whatever it was before', async () => {
    const document = (status: string): object => failingDocument('a', {status, outputs: {page: [1]}}, {extra: {x: 1}});
    for (const status of ['one', 'two']) {
      await backends.useTree({[`p/${DAY}/a.json`]: document(status)});
      await backends.load(kind);
      const [found] = await backends.query<{data: unknown}>(kind, 'select data from runs');
      const data = typeof found?.data === 'string' ? JSON.parse(found.data) : found?.data;
      expect(data).toEqual(document(status));
    }
  });

  it('compares numbers by their value when it is loaded', async () => {
    const text = (number: string): string => `{"trace":{"id":"a","n":${number}}}`;
    await backends.useTree({[`p/${DAY}/a.json`]: text('1.50')});
    await backends.load(kind);
    await backends.useTree({[`p/${DAY}/a.json`]: text('15e-1')});
    expect(await backends.load(kind)).toMatchObject({unchanged: 1, updated: 0});
    await backends.useTree({[`p/${DAY}/a.json`]: text('1.50000000000000000000001')});
    expect(await backends.load(kind)).toMatchObject({unchanged: 0, updated: 1});
  });

  it('gets back what another program took from raw or changed in a file name', async () => {
    await backends.useTree({[`p/${DAY}/a.json`]: '{"trace":{"id":"a","x":"\\u0000"}}'});
    await backends.load(kind);
    await backends.execute(kind, 'update runs set raw = null');
    expect(await backends.load(kind)).toMatchObject({updated: 1});
    const [found] = await backends.query<{raw: string | null}>(kind, 'select raw from runs');
    expect(found?.raw).toBe('{"trace":{"id":"a","x":"\\u0000"}}');
  });
});

describe('the columns of PostgreSQL', () => {
  it('order by code point, whatever the locale of the database', async () => {
    const columns = await backends.query<{name: string; collation: string | null}>('postgres', columnsSql.postgres);
    const collations = Object.fromEntries(columns.map(({name, collation}) => [name, collation]));
    expect(collations).toMatchObject({project: 'C', run_id: 'C', trace_id: 'C', file_name: 'C'});
  });
});

describe('a server of PostgreSQL', () => {
  it('may be 14 and newer', () => {
    const server = (version: number) => () => requireServer({version, encoding: 'UTF8'}, 'here');
    expect(server(130_020)).toThrow('PostgreSQL 13; lse needs 14 or newer');
    expect(server(140_000)).not.toThrow();
  });

  it('has no password in what it answers with', async () => {
    const url = new URL(backends.urls.postgres);
    url.password = 'hunter2';
    await backends.execute(
      'postgres',
      `insert into runs (project, run_date, run_id, trace_id, data)
       values ('secret', '${DAY}', 's', 's', '{"trace":{"name":"zenrows_scraper","status":"error"}}')`,
    );
    await withBrokenDetail(backends, 'postgres', async () => {
      const message = await new PostgresDatabase(url.href)
        .withSource(async (source) => {
          for await (const trace of source.failingTraces(null, DAY)) expect(trace).toBeUndefined();
        })
        .catch((error: Error) => error.message);
      expect(message).toMatch(/postgres:\*\*\*@.* failed \(.*division by zero.*\)/);
      expect(message).not.toMatch(/hunter2|select/i);
    });
    await backends.execute('postgres', `delete from runs where project = 'secret'`);
  });
});
