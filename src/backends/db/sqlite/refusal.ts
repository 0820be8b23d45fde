import type {Connection} from './driver.ts';

/** What SQLite answers to a value: a constraint or trigger (also another program's), its size, its type. */
const DATA_CODES = new Set(['SQLITE_CONSTRAINT', 'SQLITE_TOOBIG', 'SQLITE_MISMATCH']);
/** What the JSON functions of another program's trigger or generated column say, under the code of everything else. */
const JSON_ERROR = /^SQLITE_ERROR: malformed JSON/;

/**
 * What SQLite says against what a statement was to write; null where the error is about something else. The statement did nothing
 * then, and the transaction goes on, unless a trigger rolled all of it back.
 */
export async function refusalOf(connection: Connection, error: unknown): Promise<string | null> {
  const {code, message} = error as {code: string; message: string};
  if (!DATA_CODES.has(code) && !JSON_ERROR.test(message)) return null;
  return (await isInTransaction(connection)) ? message.replace(/^SQLITE_[A-Z]+: /, '') : null;
}

/** SQLite says so in no other way than by refusing to begin another one. */
async function isInTransaction(connection: Connection): Promise<boolean> {
  try {
    await connection.execute('begin');
  } catch {
    return true;
  }
  await connection.execute('rollback');
  return false;
}
