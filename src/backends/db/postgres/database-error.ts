import {LseError, SourceError} from '../../../core/errors.ts';
import {describe} from './connecting/failure.ts';
import {formatDuration} from './limits.ts';

/** The connection ended, and no server said why. */
export class LostConnection extends Error {
  readonly code: string = 'LOST';
}

/** Nothing arrived for longer than the limit allows. */
export class SilentServer extends LostConnection {
  override readonly code = 'SILENT';

  constructor(milliseconds: number) {
    super(`not a byte arrived for ${formatDuration(milliseconds)}`);
  }
}

/** The connection ended during the commit. The work of the transaction may be there or not. */
export class UnknownOutcome extends SourceError {
  constructor(location: string, cause: unknown) {
    super(
      'LSE_DATABASE',
      `The connection to the database ${location} broke while the server was committing (${describe(cause)}); it is not known whether it did.`,
      'Look at what is there with: lse db status',
      {cause},
    );
  }
}

/** Shut down by hand, by a crash, not accepting, its database dropped, idle for too long (three kinds). */
const FATAL = new Set(['57P01', '57P02', '57P03', '57P04', '57P05', '25P03', '25P04']);

/** Whether this error says that the server ends the connection. */
export function endsConnection(error: unknown): boolean {
  const {code = '', severity} = error as {code?: string; severity?: string};
  return severity === 'FATAL' || severity === 'PANIC' || (severity !== undefined && FATAL.has(code));
}

/**
 * Failures that may be gone a moment later. The server has too many connections, starts, stops or crashed. A deadlock
 * or a serialization failure occurred (such as a standby's conflict with recovery). Or the connection was refused or
 * broke.
 */
const PASSING = new Set([
  '53300',
  '57P01',
  '57P02',
  '57P03',
  '57P05',
  '40P01',
  '40001',
  '08000',
  '08001',
  '08003',
  '08006',
  'LOST',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'EAI_AGAIN',
]);

/** The driver's words for a connection that ended while it was being made; it gives that no code. */
const ENDED = /^Connection terminated/;

/** What a pooler says about the server behind it; all of its errors have the code of a violated protocol. */
const POOLER =
  /query_wait_timeout|connect to server|server conn|server_lifetime|no more connections|shut|terminat|crashed/i;

/** Whether another attempt makes sense: the error, or its cause, passes by itself. An error that already says so is trusted. */
export function isPassing(error: unknown): boolean {
  for (let at = error; typeof at === 'object' && at !== null; at = (at as Error).cause) {
    const {code = '', message, isPassing: known} = at as Error & {code?: string; isPassing?: boolean};
    if (known !== undefined) return known;
    if (PASSING.has(code) || ENDED.test(message) || (code === '08P01' && POOLER.test(message))) return true;
  }
  return false;
}

const WHO = `See who it is with: select pid, application_name, query from pg_stat_activity where state <> 'idle'`;

/** The server's answer, or how the connection broke; an error of any other origin is returned unchanged. */
export function asDatabaseError(location: string, error: unknown): unknown {
  const {
    severity,
    syscall,
    path,
    code = '',
  } = error as {
    severity?: string;
    syscall?: string;
    path?: string;
    code?: string;
  };
  const fromServer = severity !== undefined;
  const isLost = error instanceof LostConnection || endsConnection(error) || (!fromServer && syscall !== undefined);
  if (error instanceof LseError || path !== undefined || (!fromServer && !isLost)) return error;
  const [message, hint] = isLost ? lost(location, error) : answered(location, code, describe(error));
  return new SourceError('LSE_DATABASE', message, hint, {cause: error});
}

/** No other conflict meets who only reads, and who writes takes turns. */
const CONFLICT_WITH_RECOVERY = '40001';
const GIVE_TIME = `Ask its primary server instead, or let the standby wait for readers, with this on the standby: alter system set max_standby_streaming_delay = '5min'; select pg_reload_conf()`;

function lost(location: string, error: unknown): readonly [message: string, hint: string] {
  const message = `The connection to the database ${location} broke (${describe(error)}).`;
  if ((error as {code?: string}).code === CONFLICT_WITH_RECOVERY) return [message, GIVE_TIME];
  if (!(error instanceof SilentServer)) return [message, 'See whether the server runs with: lse db status'];
  return [
    message,
    'Check the server and the network, then try: lse db status; LSE_DB_SILENCE_LIMIT sets how long to wait.',
  ];
}

function answered(location: string, code: string, reason: string): readonly [message: string, hint: string] {
  switch (code) {
    case '55P03':
      return [`Another program holds the tables of ${location} (${reason}).`, `When it is done, try again. ${WHO}`];
    case '57014':
      return [
        `The database ${location} took too long (${reason}).`,
        'Ask for fewer dates, or allow more time in LSE_DB_STATEMENT_TIMEOUT, such as LSE_DB_STATEMENT_TIMEOUT=2min.',
      ];
    case CONFLICT_WITH_RECOVERY:
      return [`The database ${location} failed (${reason}).`, GIVE_TIME];
    default:
      return [
        `The database ${location} failed (${reason}).`,
        'Correct what it names, then look at it with: lse db status',
      ];
  }
}

/** The error for a server that allows no writes. */
export function readOnly(location: string, isStandby: boolean): SourceError {
  return isStandby
    ? new SourceError(
        'LSE_DATABASE',
        `The database ${location} is read-only (the server is a standby); nothing was written.`,
        'Write on its primary server, by another LSE_DATABASE_URL.',
      )
    : new SourceError(
        'LSE_DATABASE',
        `The database ${location} is read-only (default_transaction_read_only is on); nothing was written.`,
        'Write as a role, or on a database, for which it is off; see: show default_transaction_read_only',
      );
}
