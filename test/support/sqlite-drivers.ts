import {hasNodeSqlite} from '../../src/backends/db/sqlite/drivers/chosen-driver.ts';
import type {SqliteDriver} from '../../src/backends/db/sqlite/drivers/driver.ts';
import {nodeDriver} from '../../src/backends/db/sqlite/drivers/node-driver.ts';
import {loadPackageDriver} from '../../src/backends/db/sqlite/drivers/package-driver.ts';

/** The drivers that this machine has, by their names: Node 20 has none of its own, an installation without scripts no other. */
export const sqliteDrivers: readonly (readonly [string, SqliteDriver])[] = [
  ...(await loadPackageDriver().then(
    (driver) => [[driver.name, driver] as const],
    () => [],
  )),
  ...(hasNodeSqlite() ? [[nodeDriver.name, nodeDriver] as const] : []),
];
