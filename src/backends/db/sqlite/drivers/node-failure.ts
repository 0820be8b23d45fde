import type {Failure} from './node-messages.ts';

/** SQLite's primary result codes, by their numbers: https://www.sqlite.org/rescode.html */
const NAMES: Readonly<Record<number, string>> = {
  1: 'SQLITE_ERROR',
  2: 'SQLITE_INTERNAL',
  3: 'SQLITE_PERM',
  4: 'SQLITE_ABORT',
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  7: 'SQLITE_NOMEM',
  8: 'SQLITE_READONLY',
  9: 'SQLITE_INTERRUPT',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  12: 'SQLITE_NOTFOUND',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  15: 'SQLITE_PROTOCOL',
  16: 'SQLITE_EMPTY',
  17: 'SQLITE_SCHEMA',
  18: 'SQLITE_TOOBIG',
  19: 'SQLITE_CONSTRAINT',
  20: 'SQLITE_MISMATCH',
  21: 'SQLITE_MISUSE',
  22: 'SQLITE_NOLFS',
  23: 'SQLITE_AUTH',
  24: 'SQLITE_FORMAT',
  25: 'SQLITE_RANGE',
  26: 'SQLITE_NOTADB',
};

export const ResultCode = {interrupt: 9, cantOpen: 14, misuse: 21} as const;

/** An error as `node:sqlite` throws it. */
export function resultError(errcode: number, message: string): Error {
  return Object.assign(new Error(message), {code: 'ERR_SQLITE_ERROR', errcode});
}

/** An error of Node in the words of `sqlite3`: the name of the primary code (the last eight bits) before the message. */
export function failureOf(error: unknown): Failure {
  const {code, errcode, message} = error as {code?: unknown; errcode?: unknown; message?: unknown};
  const name = typeof errcode === 'number' ? NAMES[errcode & 0xff] : undefined;
  if (name !== undefined) return {code: name, message: `${name}: ${message}`};
  return {code: typeof code === 'string' ? code : undefined, message: String(message ?? error)};
}
