import {joined, ownName, sqlText} from '../../../../backends/db/sql-text.ts';
import {LedgerError, SourceError} from '../../../../core/errors.ts';
import {BUSY_MILLISECONDS, TABLES} from '../ledger-store.ts';

type Reading = readonly [what: string, hint: string];

/** What a server says against the ledger's tables, in words that say what to do; an error of any other origin passes. */
export function asPostgresLedgerError(location: string, error: unknown): unknown {
  if (!(error instanceof SourceError) || error.cause === undefined) return error;
  const {code = '', severity, message} = error.cause as {code?: string; severity?: string; message: string};
  // A server that cannot be reached is no matter of the ledger.
  if (severity === undefined) return error;
  const [what, hint] = (readings[code] ?? other)(message);
  return new LedgerError(`The ledger in ${location} ${what}.`, hint, {cause: error});
}

const other = (message: string): Reading => [
  `failed (${message})`,
  'Correct what it names, then look at it with: lse rollout status',
];

const full = (message: string): Reading => [
  `cannot grow (${message}); what it held before is still there`,
  'Make room on the disk of the server, then try: lse rollout status',
];

const noRight = (message: string): Reading => [
  `may not be written or made by this role (${message})`,
  `Ask the owner of the database for: ${GRANT} NAME; or, if there are no such tables yet: grant create on schema public to NAME`,
];

const readings: Readonly<Record<string, (message: string) => Reading>> = {
  '55P03': (message) => [
    `is held by another program for more than ${BUSY_MILLISECONDS / 1000} s (${message})`,
    `When it is done, try again. See who it is with: select pid, application_name, query from pg_stat_activity where state <> 'idle'`,
  ],
  '57014': (message) => [
    `took too long (${message})`,
    'See what the server is busy with, then try: lse rollout status',
  ],
  '53100': full,
  '54000': full,
  '42501': noRight,
  '3F000': noRight,
};

const GRANT = sqlText`grant select, insert, update, delete on ${joined(TABLES.map(ownName))} to`.text;
