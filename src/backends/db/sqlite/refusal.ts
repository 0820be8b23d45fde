import type {Connection} from './driver.ts';

/** SQLite's errors about a value: a constraint or trigger (also another program's), its size, its type. */
const DATA_CODES = new Set(['SQLITE_CONSTRAINT', 'SQLITE_TOOBIG', 'SQLITE_MISMATCH']);
/** Messages of JSON functions in another program's trigger or generated column; they have the general error code. */
const JSON_ERROR = /^SQLITE_ERROR: malformed JSON/;

/**
 * SQLite's objection to the values of a statement; null if the error is about something else. The statement did nothing then, and the
 * transaction goes on, unless a trigger rolled all of it back.
 */
export async function refusalOf(connection: Connection, error: unknown): Promise<string | null> {
  const {code, message} = error as {code: string; message: string};
  if (!DATA_CODES.has(code) && !JSON_ERROR.test(message)) return null;
  return (await isInTransaction(connection)) ? message.replace(/^SQLITE_[A-Z]+: /, '') : null;
}

/** SQLite only shows this when it refuses to begin another transaction. */
async function isInTransaction(connection: Connection): Promise<boolean> {
  try {
    await connection.execute('begin');
  } catch {
    return true;
  }
  await connection.execute('rollback');
  return false;
}
