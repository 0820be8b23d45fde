import {open, stat} from 'node:fs/promises';
import {dirname} from 'node:path';
import {SourceError} from '../../../core/errors.ts';
import {PRIVATE_FILE} from '../../../core/private-mode.ts';
import {shellWord} from '../../../core/shell-word.ts';
import {makeOwnDirectory} from '../../../files/own-directory.ts';
import {ownName, sqlText} from '../sql-text.ts';
import {type Connection, type OpenMode, withConnection} from './driver.ts';

/** How long a statement waits for another program's lock; another loader keeps it for all files of a day. */
const BUSY_MILLISECONDS = 60_000;

/**
 * Runs `work` on the database file at `path`. No statement waits longer than `busyMilliseconds` for another program's lock.
 *
 * @throws SourceError if the file is missing (unless it should be created), is not a database, or stays locked
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

/** Runs `work` in a transaction: committed if it returns, rolled back if it throws. */
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

/** If SQLite made the file itself, the umask would decide who may read it; its journals take its mode. */
async function makeFile(path: string): Promise<void> {
  try {
    makeOwnDirectory(dirname(path));
  } catch (error) {
    throw new SourceError(
      'LSE_CONNECTION',
      `The directory of the database ${path} cannot be made.`,
      `Make it with: mkdir -p ${shellWord(dirname(path))}`,
      {cause: error},
    );
  }
  try {
    await (await open(path, 'wx', PRIVATE_FILE)).close();
  } catch {
    // It is there already, or opening it says what is wrong.
  }
}

/** If it is no file, such as a FIFO, SQLite might open it and wait without a limit. */
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
    `Look at it with: ls -ld ${shellWord(path)}`,
  );
}

/** Identifies a database under any path; null if the file system does not tell. */
export async function fileIdentity(path: string): Promise<string | null> {
  try {
    const {dev, ino} = await stat(path, {bigint: true});
    return `sqlite ${dev}:${ino}`;
  } catch {
    return null;
  }
}

/** SQLite's answer; an error of any other origin is returned unchanged. */
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
