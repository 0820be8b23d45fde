import {isBuiltin} from 'node:module';
import {SourceError} from '../../../../core/errors.ts';
import {driverFault} from '../../driver-fault.ts';
import type {SqliteDriver} from './driver.ts';
import {nodeDriver} from './node-driver.ts';
import {loadPackageDriver} from './package-driver.ts';

/** What answers on this machine. */
export interface ChosenDriver {
  readonly driver: SqliteDriver;
  /** Why `sqlite3` does not load, in one line; null if it does. */
  readonly fault: string | null;
}

let chosen: Promise<ChosenDriver> | undefined;

/**
 * The package `sqlite3` if it loads, else Node's own, which exists from Node 22.13 on. The package has no binary if install scripts are
 * blocked: then nothing is downloaded or compiled.
 *
 * @throws SourceError if there is neither
 */
export function chosenDriver(): Promise<ChosenDriver> {
  chosen ??= choose();
  return chosen;
}

async function choose(): Promise<ChosenDriver> {
  try {
    return {driver: await loadPackageDriver(), fault: null};
  } catch (error) {
    const fault = driverFault(error);
    if (hasNodeSqlite()) return {driver: nodeDriver, fault};
    throw noDriver(fault, error);
  }
}

/** Whether this Node has a SQLite of its own, without a flag. */
export function hasNodeSqlite(): boolean {
  return isBuiltin('node:sqlite');
}

/** If the user or npm blocks scripts, npm does not run the script that fetches the binary; this runs it once. */
function noDriver(fault: string, cause: unknown): SourceError {
  return new SourceError(
    'LSE_CONNECTION',
    `No driver for SQLite loads: the package sqlite3 has no binary here (${fault}), and Node ${process.versions.node} has no SQLite of its own.`,
    'Take Node 22.13 or newer, or fetch the binary where lse is installed with: npm rebuild sqlite3 --ignore-scripts=false',
    {cause},
  );
}
