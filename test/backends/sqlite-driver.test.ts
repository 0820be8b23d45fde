import {existsSync} from 'node:fs';
import {describe, expect, it} from '@jest/globals';
import {type Connection, type OpenMode, withConnection} from '../../src/backends/db/sqlite/driver.ts';
import {failureOf} from '../../src/backends/db/sqlite/drivers/node-failure.ts';
import {hasWholeTexts, takeWholeTexts, withWholeTexts} from '../../src/backends/db/sqlite/drivers/whole-texts.ts';
import {SqliteDatabase} from '../../src/backends/db/sqlite/sqlite-database.ts';
import {loadTree} from '../../src/transfer/tree-load.ts';
import {Backends} from '../support/backends.ts';
import {collected} from '../support/collected.ts';
import {sqliteDrivers} from '../support/sqlite-drivers.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {documentOf} from '../support/trace-tree.ts';

describe.each(sqliteDrivers)('the driver %s', (_, driver) => {
  const opened = <T>(path: string, mode: OpenMode, work: (connection: Connection) => Promise<T>): Promise<T> =>
    withConnection(path, mode, work, undefined, driver);
  const inMemory = <T>(work: (connection: Connection) => Promise<T>): Promise<T> => opened(':memory:', 'write', work);

  it.each(['read', 'write'] as const)('makes no file that is opened to %s', async (mode) => {
    await withTemporaryDirectory(async (directory) => {
      const path = `${directory}/test.db`;
      await expect(opened(path, mode, async () => {})).rejects.toMatchObject({
        code: 'SQLITE_CANTOPEN',
        message: 'SQLITE_CANTOPEN: unable to open database file',
      });
      expect(existsSync(path)).toBe(false);
    });
  });

  it('writes nothing where it only reads', async () => {
    await withTemporaryDirectory(async (directory) => {
      const path = `${directory}/a name with ?, # and %20.db`;
      await opened(path, 'create', (connection) => connection.execute('create table t (a)'));
      expect(existsSync(path)).toBe(true);
      await opened(path, 'read', async (connection) => {
        await expect(connection.run('insert into t values (?)', [1])).rejects.toMatchObject({code: 'SQLITE_READONLY'});
        expect(await connection.all('select a from t')).toEqual([]);
      });
    });
  });

  it('says what is wrong with a question whose answer is streamed', async () => {
    await inMemory(async (connection) => {
      await expect(collected(connection.stream('select a from missing'))).rejects.toMatchObject({
        code: 'SQLITE_ERROR',
        message: 'SQLITE_ERROR: no such table: missing',
      });
    });
  });

  it('gives the rows before a fault, and then the fault', async () => {
    await inMemory(async (connection) => {
      const sql = `select json_extract(column1, '$') as value from (values ('1'), ('2'), ('{'))`;
      const seen: unknown[] = [];
      const all = async (): Promise<void> => {
        for await (const row of connection.stream<{value: number}>(sql)) seen.push(row.value);
      };
      await expect(all()).rejects.toThrow('SQLITE_ERROR: malformed JSON');
      expect(seen).toEqual([1, 2]);
    });
  });

  it('streams texts, bytes, numbers and nulls as they are, large ones one by one', async () => {
    await inMemory(async (connection) => {
      const rows = await collected(
        connection.stream<Record<string, unknown>>(
          `select 1 as number, 'é' as text, x'00ff' as bytes, null as absent
           union all select 2, 'f', zeroblob(2000000), null union all select 3, '', x'', null order by number`,
        ),
      );
      // Two megabytes take jest some seconds to compare.
      const large = rows[1]?.bytes as Buffer;
      expect(large.equals(Buffer.alloc(2_000_000))).toBe(true);
      expect(rows).toEqual([
        {number: 1, text: 'é', bytes: Buffer.from([0, 255]), absent: null},
        {number: 2, text: 'f', bytes: large, absent: null},
        {number: 3, text: '', bytes: Buffer.alloc(0), absent: null},
      ]);
      expect(rows.every(({bytes}) => Buffer.isBuffer(bytes))).toBe(true);
    });
  });

  it('keeps what it is given: the type of each value, and each byte of a part of a larger memory', async () => {
    await inMemory(async (connection) => {
      const values = [7, -0, 1.5, 2 ** 31, '\ud83d\ude00', Buffer.from('abcdef').subarray(2, 4), Buffer.alloc(0), null];
      const columns = values.map((_value, at) => `typeof(?${at + 1}) as t${at}, ?${at + 1} as v${at}`);
      const [row = {}] = await connection.all<Record<string, unknown>>(`select ${columns.join(', ')}`, values);
      expect(values.map((_value, at) => row[`t${at}`])).toEqual([
        ...['integer', 'integer', 'real', 'real', 'text', 'blob', 'blob', 'null'],
      ]);
      expect(values.map((_value, at) => row[`v${at}`])).toEqual([
        ...[7, 0, 1.5, 2 ** 31, '\ud83d\ude00', Buffer.from('cd'), Buffer.alloc(0), null],
      ]);
    });
  });

  it('reads all of a text that holds NUL, and leaves what else is in its row as it is', async () => {
    await inMemory(async (connection) => {
      const sql = `select 'a' || char(0) || 'b' as made, ?1 as given, octet_length(?1) as size`;
      expect(await connection.all(sql, ['c\0d'])).toEqual([{made: 'a\0b', given: 'c\0d', size: 3}]);
      await connection.execute(`create table t (a, "b ""c'")`);
      expect(await connection.all('select * from t')).toEqual([]);
      const rows = [
        ['é\0😀', Buffer.from([0, 1])],
        ['plain', null],
        ['\0', '{"x":1}'],
        [2, '\ud83d\ude00\0"\\\n'],
      ];
      for (const row of rows) await connection.run('insert into t values (?, ?)', row);
      const found = rows.map(([a, b]) => ({a, 'b "c\'': b})).reverse();
      expect(await connection.all('select * from t order by rowid desc')).toEqual(found);
      expect(await collected(connection.stream('select * from t order by rowid desc'))).toEqual(found);
      expect(await connection.all('delete from t where a = 2 returning a')).toEqual([{a: 2}]);
      expect(await connection.all('with n as (select count(*) as n from t) select n from n')).toEqual([{n: 3}]);
      expect(await connection.all(`select json('{"k":1}') as document, char(0) as nul`)).toEqual([
        {document: '{"k":1}', nul: '\0'},
      ]);
    });
  });

  it('reads integers beyond 2^53, and numbers parameters', async () => {
    await inMemory(async (connection) => {
      expect(await connection.all('select 9223372036854775807 as large, ?2 as a, ?1 as b', ['b', 'a'])).toEqual([
        {large: 2 ** 63, a: 'a', b: 'b'},
      ]);
    });
  });

  it('reads other statements while it streams, and leaves a stream before its end', async () => {
    await inMemory(async (connection) => {
      await connection.execute('create table t (a); insert into t values (1), (2), (3)');
      const seen: unknown[] = [];
      for await (const {a} of connection.stream<{a: number}>('select a from t order by a')) {
        seen.push(a, await connection.all('select count(*) as n from t'));
        if (a === 2) break;
      }
      expect(seen).toEqual([1, [{n: 3}], 2, [{n: 3}]]);
      // A statement that is still under way would refuse it.
      await connection.execute('drop table t');
    });
  });

  it('names what a constraint says, and does all of a statement or nothing', async () => {
    await inMemory(async (connection) => {
      await connection.execute('create table t (a text unique) strict');
      await expect(connection.run('insert into t values (?), (?)', ['1', '1'])).rejects.toMatchObject({
        code: 'SQLITE_CONSTRAINT',
        message: 'SQLITE_CONSTRAINT: UNIQUE constraint failed: t.a',
      });
      expect(await connection.all('select a from t')).toEqual([]);
    });
  });

  it('has what a migration and an import set, and none of what would be refused in tables of other programs', async () => {
    await inMemory(async (connection) => {
      await connection.execute('create table t (a); pragma writable_schema = on; pragma journal_mode = off');
      expect(await connection.all('pragma journal_mode')).toEqual([{journal_mode: 'off'}]);
      await connection.run('update sqlite_schema set sql = ? where name = ?', ['create table t (b)', 't']);
      await connection.execute('pragma writable_schema = reset');
      expect(await connection.all('select b, "text" as c from t')).toEqual([]);
      expect(await connection.all('pragma foreign_keys')).toEqual([{foreign_keys: 0}]);
      expect(await connection.all('pragma busy_timeout')).toEqual([{timeout: 1000}]);
    });
  });

  it('waits for the lock of another connection, while this thread goes on', async () => {
    await withTemporaryDirectory(async (directory) => {
      const path = `${directory}/test.db`;
      await opened(path, 'create', async (holder) => {
        await holder.execute('create table t (a); begin immediate; insert into t values (1)');
        await opened(path, 'write', async (waiter) => {
          await waiter.execute('pragma busy_timeout = 1');
          await expect(waiter.execute('begin immediate')).rejects.toMatchObject({code: 'SQLITE_BUSY'});
          await waiter.execute('pragma busy_timeout = 60000');
          const begun = waiter.execute('begin immediate; insert into t values (2); commit');
          await holder.execute('commit');
          await begun;
        });
        expect(await holder.all('select a from t order by a')).toEqual([{a: 1}, {a: 2}]);
      });
    });
  });

  it('ends a stream and begins no other statement when it is told to stop', async () => {
    const controller = new AbortController();
    const work = async (connection: Connection): Promise<void> => {
      const numbers = 'with recursive number(n) as (select 1 union all select n + 1 from number) select n from number';
      const all = async (): Promise<void> => {
        for await (const _ of connection.stream(numbers)) controller.abort(new Error('late'));
      };
      // A row that is on its way already ends with what the interruption makes of it.
      await expect(all()).rejects.toThrow(/^late$|^SQLITE_INTERRUPT/);
      await expect(connection.all('select 1')).rejects.toThrow('late');
      await expect(connection.execute('select 1')).rejects.toThrow('late');
    };
    await withConnection(':memory:', 'write', work, controller.signal, driver);
  });
});

// Where Node has no SQLite of its own, too, and where it is one that cuts nothing.
describe('what node:sqlite is given and says', () => {
  it.each([
    [5, 'SQLITE_BUSY'],
    [261, 'SQLITE_BUSY'],
    [8, 'SQLITE_READONLY'],
    [1032, 'SQLITE_READONLY'],
    [9, 'SQLITE_INTERRUPT'],
    [14, 'SQLITE_CANTOPEN'],
    [26, 'SQLITE_NOTADB'],
    [1555, 'SQLITE_CONSTRAINT'],
  ])('the code %i is %s, as sqlite3 names it', (errcode, code) => {
    const error = Object.assign(new Error('it is so'), {code: 'ERR_SQLITE_ERROR', errcode});
    expect(failureOf(error)).toEqual({code, message: `${code}: it is so`});
  });

  it('an error of another origin keeps its code', () => {
    expect(failureOf(Object.assign(new Error('no'), {code: 'ERR_INVALID_ARG_TYPE'}))).toEqual({
      code: 'ERR_INVALID_ARG_TYPE',
      message: 'no',
    });
  });

  it('whole texts come beside their rows, in the order of the query', async () => {
    const sql = `select json('{"k":1}') || char(0) as "a ""b'", column1 as n, x'4100' as bytes, json('[1]') as other
      from (values (1), (2), (10)) where n <> 2 order by n desc`;
    await withConnection(':memory:', 'write', async (connection) => {
      const rows = await connection.all<Record<string, unknown>>(
        withWholeTexts(sql, ['a "b\'', 'n', 'bytes', 'other']),
      );
      for (const row of rows) {
        // As Node 22 has it.
        row['a "b\''] = '{"k":1}';
        takeWholeTexts(row);
      }
      const rest = {'a "b\'': '{"k":1}\0', bytes: Buffer.from('A\0'), other: '[1]'};
      expect(rows).toEqual([
        {...rest, n: 10},
        {...rest, n: 1},
      ]);
    });
  });

  it.each([
    ['pragma encoding', true],
    ['\n explain query plan select 1', true],
    ['delete from t returning a', true],
    ['select 1', false],
    ['with a as (select 1) select 1 from a', false],
  ])('of %j whole texts come by themselves: %p', (sql, whole) => {
    expect(hasWholeTexts(sql)).toBe(whole);
  });
});

describe('a document of over a megabyte in SQLite', () => {
  const DAY = '2025-09-13';
  const text = 'x'.repeat(1_500_000);
  const file = (name: string, second: string | null, outputs: object) => ({
    [`p/${DAY}/${name}.json`]: documentOf(
      'a',
      {outputs},
      second === null ? {} : {extracted_at: `2025-09-13T10:00:${second}`},
    ),
  });

  it.each([
    ['is kept where an older snapshot comes', '30', '10', 'first.json'],
    ['is kept where one without a time comes', '30', null, 'first.json'],
    ['is replaced by a newer one', '30', '40', 'second.json'],
    ['is replaced where it has no time', null, '10', 'second.json'],
  ])('%s', async (_, first, second, expected) => {
    const backends = await Backends.create();
    try {
      const load = async (files: Record<string, object>) => {
        await backends.useTree(files);
        const tree = await backends.tree(undefined, 10_000_000);
        return backends.database('sqlite').withStore((store) => loadTree(tree, store, null, () => {}));
      };
      await load(file('first', first, {text}));
      await load(file('second', second, {text, more: 1}));
      expect(await backends.query('sqlite', 'select file_name from runs')).toEqual([{file_name: expected}]);
    } finally {
      await backends.destroy();
    }
  });
});

describe('a database of SQLite that keeps its texts in UTF-16', () => {
  it('has the same documents', async () => {
    const backends = await Backends.create();
    await withTemporaryDirectory(async (directory) => {
      const path = `${directory}/test.db`;
      await withConnection(path, 'create', (connection) =>
        connection.execute(`pragma encoding = 'UTF-16le'; create table others (a)`),
      );
      const database = new SqliteDatabase(path);
      await database.migrate();
      await backends.useTree({
        'p/2025-09-13/a.json': documentOf('a', {outputs: {text: `é😀${'x'.repeat(1_500_000)}`}}),
      });
      const tree = await backends.tree(undefined, 10_000_000);
      const load = () => database.withStore((store) => loadTree(tree, store, null, () => {}));
      expect(await load()).toMatchObject({inserted: 1});
      const [row] = await withConnection(path, 'read', (connection) =>
        connection.all<{text: string}>(`select substr(data ->> '$.trace.outputs.text', 1, 3) as text from runs`),
      );
      expect(row?.text).toBe('é😀x');
    });
    await backends.destroy();
  });
});
