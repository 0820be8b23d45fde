import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {withTransaction} from '../../src/backends/db/sqlite/connection.ts';
import {type Connection, withConnection} from '../../src/backends/db/sqlite/driver.ts';
import {interrupt} from '../../src/core/interruption.ts';
import {sqliteDrivers} from '../support/sqlite-drivers.ts';
import {hasPackage} from '../support/sqlite-fault.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';

/** For some seconds, unless it is interrupted. */
const NUMBERS = 'with recursive number(n) as (select 1 union all select n + 1 from number limit 30000000)';
const LONG = `insert into counted ${NUMBERS} select n from number`;

// node:sqlite has no way to end a statement from outside: it is met between two rows, below.
(hasPackage ? it : it.skip)(
  'an interruption ends the statement that runs, and is over when its transaction is undone',
  async () => {
    await withTemporaryDirectory(async (directory) => {
      const path = join(directory, 'test.db');
      /** What SQLite needs to undo a transaction is there as long as that is not undone. */
      const isUndone = () => !existsSync(`${path}-journal`);
      await withConnection(path, 'create', (connection) => connection.execute('create table counted (n)'));
      const undone: boolean[] = [];
      const work = withConnection(path, 'write', (connection) =>
        withTransaction(connection, 'immediate', async () => {
          await connection.execute('insert into counted values (0)');
          setTimeout(async () => {
            undone.push(isUndone());
            await interrupt();
            undone.push(isUndone());
          }, 300);
          await connection.execute(LONG);
        }),
      );
      await expect(work).rejects.toMatchObject({code: 'SQLITE_INTERRUPT'});
      await new Promise((resolve) => setImmediate(resolve));
      expect(undone).toEqual([false, true]);
      await withConnection(path, 'read', async (connection) => {
        expect(await connection.all('select count(*) as n from counted')).toEqual([{n: 0}]);
      });
    });
  },
);

describe.each(sqliteDrivers)('an interruption by %s', (_, driver) => {
  it('ends a question between two of its rows, and the transaction is undone', async () => {
    await withTemporaryDirectory(async (directory) => {
      const path = join(directory, 'test.db');
      const asked = withConnection(
        path,
        'create',
        async (connection) => {
          await connection.execute('create table counted (n)');
          await withTransaction(connection, 'immediate', async () => {
            await connection.execute('insert into counted values (0)');
            // Until it is under way.
            setTimeout(interrupt, 300);
            await connection.all(`${NUMBERS} select n from number where n % 1000 = 0`);
          });
        },
        undefined,
        driver,
      );
      await expect(asked).rejects.toMatchObject({code: 'SQLITE_INTERRUPT'});
      const count = (connection: Connection) => connection.all('select count(*) as n from counted');
      expect(await withConnection(path, 'read', count, undefined, driver)).toEqual([{n: 0}]);
    });
  });
});
