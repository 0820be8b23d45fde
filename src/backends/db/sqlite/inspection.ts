import {stat} from 'node:fs/promises';
import {adviceOf, type DatabaseFacts} from '../../../core/database-facts.ts';
import {LseError} from '../../../core/errors.ts';
import type {Connection} from './driver.ts';
import {missingIndexes} from './indexes.ts';
import {latestVersion} from './migrations/index.ts';
import {isUtf8} from './queries/encoding.ts';
import {libraryVersion} from './queries/library-version.ts';
import {checkSchema, findSchema} from './schema-check.ts';

/** What a file says about itself. A fault of its schema is a fact here. */
export async function inspectFile(connection: Connection, path: string, location: string): Promise<DatabaseFacts> {
  const server = `SQLite ${await libraryVersion(connection)}`;
  const encoding = (await isUtf8(connection)) ? 'UTF-8' : 'UTF-16';
  let version: number | null = null;
  let fault: DatabaseFacts['schema']['fault'] = null;
  try {
    version = (await findSchema(connection, location)).version;
    await checkSchema(connection, location);
  } catch (error) {
    if (!(error instanceof LseError)) throw error;
    fault = adviceOf(error);
  }
  return {
    server,
    encoding,
    serverFault: null,
    link: null,
    isReadOnly: false,
    role: null,
    schema: {version, latest: latestVersion, fault},
    missingIndexes: fault === null ? await missingIndexes(connection) : [],
    isOpenToOthers: await isOpenToOthers(path),
  };
}

/** Windows keeps rights elsewhere, and gives the same mode for every file. */
async function isOpenToOthers(path: string): Promise<boolean> {
  return process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0;
}
