import {existsSync} from 'node:fs';
import {describe, expect, it} from '@jest/globals';
import {withConnection} from '../../src/backends/db/sqlite/driver.ts';
import {SqliteDatabase} from '../../src/backends/db/sqlite/sqlite-database.ts';
import {loadTree} from '../../src/transfer/tree-load.ts';
import {Backends} from '../support/backends.ts';
import {collected} from '../support/collected.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {documentOf} from '../support/trace-tree.ts';

describe('the driver of SQLite', () => {
  it('makes no file that is only to be read', async () => {
    await withTemporaryDirectory(async (directory) => {
      const path = `${directory}/test.db`;
      await expect(withConnection(path, 'read', async () => {})).rejects.toMatchObject({code: 'SQLITE_CANTOPEN'});
      expect(existsSync(path)).toBe(false);
    });
  });

  it('says what is wrong with a question whose answer is streamed', async () => {
    await withConnection(':memory:', 'write', async (connection) => {
      await expect(collected(connection.stream('select a from missing'))).rejects.toThrow('no such table: missing');
    });
  });

  it('streams texts, bytes, numbers and nulls as they are, large ones one by one', async () => {
    await withConnection(':memory:', 'write', async (connection) => {
      const rows = await collected(
        connection.stream(
          `select 1 as number, 'é' as text, x'00ff' as bytes, null as absent
           union all select 2, 'f', zeroblob(2000000), null union all select 3, '', x'', null order by number`,
        ),
      );
      expect(rows).toEqual([
        {number: 1, text: 'é', bytes: Buffer.from([0, 255]), absent: null},
        {number: 2, text: 'f', bytes: Buffer.alloc(2_000_000), absent: null},
        {number: 3, text: '', bytes: Buffer.alloc(0), absent: null},
      ]);
    });
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
