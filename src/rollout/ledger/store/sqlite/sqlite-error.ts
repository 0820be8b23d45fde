import {dirname} from 'node:path';
import {LedgerError, LseError} from '../../../../core/errors.ts';
import {shellWord} from '../../../../core/shell-word.ts';
import {BUSY_MILLISECONDS} from '../ledger-store.ts';

type Reading = readonly [what: string, hint: string];

/** What SQLite or the file system says against a ledger's file, in words that say what to do; an error of any other origin passes. */
export function asSqliteLedgerError(path: string, error: unknown): unknown {
  if (error instanceof LedgerError) return error;
  const {code, message} = rootOf(error);
  if (code === undefined) return error;
  const read = readings[code.startsWith('SQLITE_') ? code : 'file'] ?? other;
  const [what, hint] = read(path, message);
  return new LedgerError(`The ledger sqlite:${path} ${what}.`, hint, {cause: error});
}

const other = (path: string, message: string): Reading => [
  `failed (${message})`,
  `Correct what it names, and look at the file with: ls -l ${shellWord(path)}*`,
];

const damaged = (path: string, message: string): Reading => [
  `is damaged or is no ledger (${message})`,
  `Put it aside, and the next comparison begins a new one: mkdir -p ${aside(path)} && mv ${shellWord(path)}* ${aside(path)}`,
];

const full = (path: string, message: string): Reading => [
  `cannot grow (${message}); what it held before is still there`,
  `Make room, or raise the limit on the size of files, after: df -h ${shellWord(dirname(path))}`,
];

const unwritable = (path: string, message: string): Reading => [
  `is read-only (${message}); nothing was written`,
  `Give the user who runs lse the right to write, after: ls -ld ${shellWord(dirname(path))} ${shellWord(path)}*`,
];

const readings: Readonly<Record<string, (path: string, message: string) => Reading>> = {
  SQLITE_BUSY: (path) => [
    `is held by another program for more than ${BUSY_MILLISECONDS / 1000} s`,
    `When it is done, try again. See which one it is with: fuser -v ${shellWord(path)}`,
  ],
  SQLITE_READONLY: unwritable,
  SQLITE_PERM: unwritable,
  SQLITE_CANTOPEN: (path, message) => [
    `cannot be opened (${message})`,
    `Give the user who runs lse the right to read and write, after: ls -ld ${shellWord(dirname(path))} ${shellWord(path)}*`,
  ],
  SQLITE_FULL: full,
  SQLITE_IOERR: full,
  SQLITE_CORRUPT: damaged,
  SQLITE_NOTADB: damaged,
  file: (path, message) => [
    `cannot be made or looked at (${message})`,
    `Let the user who runs lse write there: mkdir -p ${shellWord(dirname(path))} && ls -ld ${shellWord(dirname(path))}`,
  ],
};

/** The error at the bottom, without the words that were put around it. */
function rootOf(error: unknown): {readonly code?: string; readonly message: string} {
  let root = error as Error & {code?: string};
  while (root instanceof LseError && root.cause !== undefined) root = root.cause as Error & {code?: string};
  if (root instanceof LseError) return {code: 'file', message: root.message.replace(/\.$/, '')};
  return typeof root.code === 'string' ? {code: root.code, message: root.message} : {message: root.message};
}

function aside(path: string): string {
  return shellWord(`${dirname(path)}/damaged`);
}
