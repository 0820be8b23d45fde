import {open, stat} from 'node:fs/promises';
import {dirname} from 'node:path';
import {SourceError} from '../../../core/errors.ts';
import {PRIVATE_FILE} from '../../../core/private-mode.ts';
import {makeOwnDirectory} from '../../../files/own-directory.ts';
import {ownName, sqlText} from '../sql-text.ts';
import {type Connection, type OpenMode, withConnection} from './driver.ts';

/** How long a statement waits for another program's lock; another loader holds it for a whole day's files. */
const BUSY_MILLISECONDS = 60_000;

/**
 * Runs `work` on the database file at `path`. No statement waits longer than `busyMilliseconds` for another program's lock.
 *
 * @throws SourceError where the file is missing (unless it is to be created), is not a database, or stays locked
 */
export async function withDatabase<T>(
  path: string,
  mode: OpenMode,
  work: (connection: Connection) => Promise<T>,
  busyMilliseconds = BUSY_MILLISECONDS,
  signal?: AbortSignal,
): Promise<T> {
  if (mode === 'create') await makeFile(path);
  await requireFile(path);
  try {
    const run = async (connection: Connection): Promise<T> => {
      await connection.execute(sqlText`pragma busy_timeout = ${busyMilliseconds}`.text);
      return work(connection);
    };
    return await withConnection(path, mode, run, signal);
  } catch (error) {
    throw asDatabaseError(`sqlite:${path}`, error);
  }
}

/** Runs `work` in a transaction: committed where it returns, rolled back where it throws. */
export async function withTransaction<T>(
  connection: Connection,
  mode: 'deferred' | 'immediate',
  work: () => Promise<T>,
): Promise<T> {
  await connection.execute(sqlText`begin ${ownName(mode)}`.text);
  try {
    const result = await work();
    await connection.execute('commit');
    return result;
  } catch (error) {
    await connection.execute('rollback').catch(() => {});
    throw error;
  }
}

/** A database that SQLite made itself would be as open as the umask lets it; its journals take its mode. */
async function makeFile(path: string): Promise<void> {
  try {
    makeOwnDirectory(dirname(path));
  } catch (error) {
    throw new SourceError(
      'LSE_CONNECTION',
      `The directory of the database ${path} cannot be made.`,
      `Make it with: mkdir -p ${dirname(path)}`,
      {cause: error},
    );
  }
  try {
    await (await open(path, 'wx', PRIVATE_FILE)).close();
  } catch {
    // It is there already, or whoever opens it says what is wrong.
  }
}

/** Anything else than a file SQLite might open and wait for without a limit, a FIFO for one. */
async function requireFile(path: string): Promise<void> {
  const stats = await stat(path).catch((error: unknown) => {
    throw new SourceError(
      'LSE_SCHEMA',
      `There is no database at sqlite:${path} yet.`,
      'Create it with: lse db migrate',
      {cause: error},
    );
  });
  if (stats.isFile()) return;
  throw new SourceError(
    'LSE_DATABASE',
    `There is no database at sqlite:${path}, which is no regular file.`,
    `Look at it with: ls -ld ${path}`,
  );
}

/** By which a database is known under any path; null where it cannot be looked at. */
export async function fileIdentity(path: string): Promise<string | null> {
  try {
    const {dev, ino} = await stat(path, {bigint: true});
    return `sqlite ${dev}:${ino}`;
  } catch {
    return null;
  }
}

/** What SQLite answered; an error of any other origin passes as it is. */
export function asDatabaseError(location: string, error: unknown): unknown {
  const {code, message} = error as {code?: unknown; message?: string};
  if (typeof code !== 'string' || !code.startsWith('SQLITE_')) return error;
  return new SourceError(
    'LSE_DATABASE',
    `The database ${location} failed (${message}).`,
    'Correct what it names, then look at it with: lse db status',
    {cause: error},
  );
}
