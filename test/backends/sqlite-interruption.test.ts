import {stat} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, it} from '@jest/globals';
import {withTransaction} from '../../src/backends/db/sqlite/connection.ts';
import {withConnection} from '../../src/backends/db/sqlite/driver.ts';
import {interrupt} from '../../src/core/interruption.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';

/** Until it is interrupted. */
const ENDLESS =
  'insert into counted with recursive number(n) as (select 1 union all select n + 1 from number) select n from number';

it('an interruption ends the statement that runs, and is over when its transaction is undone', async () => {
  await withTemporaryDirectory(async (directory) => {
    const path = join(directory, 'test.db');
    await withConnection(path, 'create', (connection) => connection.execute('create table counted (n)'));
    const work = withConnection(path, 'write', (connection) =>
      withTransaction(connection, 'immediate', async () => {
        await connection.execute('insert into counted values (0)');
        setTimeout(() => void interrupt().then(() => interrupted.push('over')), 50);
        await connection.execute(ENDLESS);
      }),
    );
    const interrupted: string[] = [];
    await expect(work).rejects.toMatchObject({code: 'SQLITE_INTERRUPT'});
    await new Promise((resolve) => setImmediate(resolve));
    expect(interrupted).toEqual(['over']);
    await withConnection(path, 'read', async (connection) => {
      expect(await connection.all('select count(*) as n from counted')).toEqual([{n: 0}]);
    });
    await expect(stat(`${path}-journal`)).rejects.toMatchObject({code: 'ENOENT'});
  });
});
