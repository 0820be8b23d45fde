import {LseError} from '../../core/errors.ts';
import {driverFault} from './driver-fault.ts';

/** Whether the driver of a database loads on this machine. */
export interface Driver {
  /** `sqlite` or `postgres`. */
  readonly kind: string;
  /** What it says about itself; null if it does not load. */
  readonly version: string | null;
  /** The reason in one line; null if it loads. */
  readonly fault: string | null;
  /** How to make it load; null if it loads, or if the only known way is to install again. */
  readonly next: string | null;
}

/** Each driver, loaded as the first command that needs it would load it. */
export async function findDrivers(): Promise<Driver[]> {
  return [await tried('sqlite', sqliteVersion), await tried('postgres', postgresVersion)];
}

/** It opens a database in memory: a binary that loads may still be one of another system. */
async function sqliteVersion(): Promise<string> {
  const [{withConnection}, {chosenDriver}, {libraryVersion}] = await Promise.all([
    import('./sqlite/driver.ts'),
    import('./sqlite/drivers/chosen-driver.ts'),
    import('./sqlite/queries/library-version.ts'),
  ]);
  const {driver, fault} = await chosenDriver();
  const version = `SQLite ${await withConnection(':memory:', 'create', libraryVersion)} by ${driver.name}`;
  return fault === null ? version : `${version}, since the package sqlite3 does not load: ${fault}`;
}

async function postgresVersion(): Promise<string> {
  await import('pg');
  return 'pg';
}

async function tried(kind: string, version: () => Promise<string>): Promise<Driver> {
  try {
    return {kind, version: await version(), fault: null, next: null};
  } catch (error) {
    const next = error instanceof LseError ? error.hint : null;
    return {kind, version: null, fault: driverFault(error instanceof LseError ? (error.cause ?? error) : error), next};
  }
}
