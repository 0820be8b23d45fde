import {isBuiltin} from 'node:module';
import {SourceError} from '../../../../core/errors.ts';
import {driverFault} from '../../driver-fault.ts';
import type {SqliteDriver} from './driver.ts';
import {nodeDriver} from './node-driver.ts';
import {loadPackageDriver} from './package-driver.ts';

/** What answers on this machine. */
export interface ChosenDriver {
  readonly driver: SqliteDriver;
  /** Why `sqlite3` does not load, in one line; null where it does. */
  readonly fault: string | null;
}

let chosen: Promise<ChosenDriver> | undefined;

/**
 * The package `sqlite3` where it loads, else Node's own, which is there from Node 22.13 on. The package comes without a binary where
 * install scripts are blocked, nothing is downloaded and nothing compiled.
 *
 * @throws SourceError where neither is there
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

/** npm does not run the script that fetches the binary where the user or npm blocks scripts; this runs it once. */
function noDriver(fault: string, cause: unknown): SourceError {
  return new SourceError(
    'LSE_CONNECTION',
    `No driver for SQLite loads: the package sqlite3 has no binary here (${fault}), and Node ${process.versions.node} has no SQLite of its own.`,
    'Take Node 22.13 or newer, or fetch the binary where lse is installed with: npm rebuild sqlite3 --ignore-scripts=false',
    {cause},
  );
}
