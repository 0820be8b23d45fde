import {SourceError} from '../../../../core/errors.ts';
import type {Address} from './address.ts';
import {Refusal} from './refusal.ts';
import type {Encryption} from './tls.ts';

/** Why one attempt to connect to one server failed. */
export interface Failure {
  readonly server: string;
  /** The rest of a sentence that begins with the name of the server or database. */
  readonly reason: string;
  readonly hint: string;
  /** Whether the same may succeed later: the server was away, full or starting, or another one took over. */
  readonly isPassing: boolean;
  /** Whether the other servers need not be asked: they would say the same. */
  readonly isDecisive: boolean;
  readonly cause: unknown;
}

/** No server could be used. `isPassing` says whether trying again later makes sense. */
export class ConnectionError extends SourceError {
  readonly isPassing: boolean;

  constructor(address: Address, failures: readonly Failure[]) {
    const [first] = failures;
    const reasons = failures.map(({server, reason}) => `${server} ${reason}`);
    const servers = new Set(failures.map(({server}) => server));
    const message =
      servers.size === 1
        ? `The database ${address.location} ${[...new Set(failures.map(({reason}) => reason))].join(', and ')}.`
        : `No server of the database ${address.location} can be used: ${[...new Set(reasons)].join('; ')}.`;
    super('LSE_CONNECTION', message, hintOf(failures), {cause: first?.cause});
    this.isPassing = failures.some(({isPassing}) => isPassing) && !failures.some(({isDecisive}) => isDecisive);
  }
}

/** If there are several servers, one that answered says more than one that was away. */
function hintOf(failures: readonly Failure[]): string {
  const telling = failures.find(({isDecisive}) => isDecisive) ?? failures.find(({hint}) => hint !== UP);
  if (telling !== undefined) return telling.hint;
  return new Set(failures.map(({server}) => server)).size > 1 ? ONE_UP : UP;
}

interface RawError extends Error {
  readonly code?: string;
  readonly syscall?: string;
  readonly address?: string;
  readonly severity?: string;
}

type Reading = Omit<Failure, 'server' | 'cause'>;

const UP = 'Check that the server runs and that LSE_DATABASE_URL is right, then try: lse db status';
const ONE_UP = 'Check that one of these servers runs and that LSE_DATABASE_URL is right, then try: lse db status';
const ANSWERED = 'The server answered: correct what it says there or in LSE_DATABASE_URL, then try: lse db status';
const NAME = 'Correct the name of the host in LSE_DATABASE_URL, then try: lse db status';
const SOCKET =
  'Name the directory of the socket (show unix_socket_directories) or a host in LSE_DATABASE_URL, or start the server; then try: lse db status';
const HOW_TO_GIVE =
  'Give the password in PGPASSWORD, in a password file (~/.pgpass, PGPASSFILE), in a service file or, percent-encoded, in the URL.';
/** Codes of Node's TLS: what the other side's certificate lacks, or how the handshake failed. */
const TLS_FAULT =
  /^(?:ERR_(?:SSL|TLS)_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERROR_IN_C|INVALID_|PATH_LENGTH_|HOSTNAME_MISMATCH|EPROTO$)/;
/** The driver's words for a server without TLS; it gives such errors no code. */
const NO_TLS = /does not support SSL/;
/** Node's words for a server that closed the connection before the end of the handshake. */
const TLS_CUT = /before secure TLS connection was established/;
const LASTING = new Set(['ENOTFOUND', 'EACCES', 'EPERM', 'ENOTSUP']);

/** Whether the next way to encrypt may do better, as libpq decides it: a rule about TLS in pg_hba.conf, or no TLS. */
export function isAboutEncryption(error: unknown): boolean {
  const {code = '', message, severity} = error as RawError;
  if (severity !== undefined) return code === '28000';
  return NO_TLS.test(message) || TLS_FAULT.test(code);
}

/** Whether the server has no TLS, which is no fault if it need not have it. */
export function isWithoutTls(error: unknown): boolean {
  return NO_TLS.test((error as Error).message);
}

export function failureOf(server: string, error: unknown, address: Address, encryption: Encryption): Failure {
  return {server, cause: error, ...readError(error, address, encryption)};
}

function readError(error: unknown, address: Address, encryption: Encryption): Reading {
  if (error instanceof Refusal) {
    return {reason: error.message, hint: error.hint, isPassing: error.isPassing, isDecisive: !error.isPassing};
  }
  const {severity, code = '', message} = error as RawError;
  if (severity !== undefined) return readAnswer(code, describe(error), address, encryption);
  if (NO_TLS.test(message)) {
    return {
      reason: `has no TLS, which sslmode=${address.tls.mode} asks for`,
      hint: 'Turn TLS on in the server (ssl = on), or write sslmode=prefer if you trust the network.',
      isPassing: false,
      isDecisive: false,
    };
  }
  if (TLS_FAULT.test(code)) return readTlsFault(code, describe(error), address);
  if (address.tls.isDirect && TLS_CUT.test(message)) {
    return {
      reason: 'closed the connection when TLS began at once, which sslnegotiation=direct asks for',
      hint: 'That takes PostgreSQL 17 or newer with TLS turned on (ssl = on); for an older server write sslnegotiation=postgres.',
      // A server that is going down closes it in the same way.
      isPassing: true,
      isDecisive: false,
    };
  }
  const wait = {isPassing: !LASTING.has(code) && message !== 'timeout expired', isDecisive: false};
  const socket = (error as RawError).address;
  if (code === 'ENOENT' && socket !== undefined) {
    return {...wait, reason: `cannot be reached (there is no socket ${socket})`, hint: SOCKET};
  }
  return {
    // After a vain wait for the whole limit there is no other attempt.
    ...wait,
    reason:
      message === 'timeout expired'
        ? `cannot be reached (no answer within ${address.connectTimeout / 1000} s)`
        : `cannot be reached (${describe(error)})`,
    hint: code === 'ENOTFOUND' ? NAME : UP,
  };
}

function readTlsFault(code: string, text: string, {tls}: Address): Reading {
  const lasting = {isPassing: false, isDecisive: false};
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return {
      ...lasting,
      reason: `shows the certificate of another host (${text})`,
      hint: 'Name the host as the certificate does, or write sslmode=verify-ca if any server of that authority will do.',
    };
  }
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
    return {
      ...lasting,
      reason: `cannot agree with lse on TLS (${code})`,
      hint: 'Look at ssl_min_protocol_version here and at the server, and at what client certificates it wants (sslcert, sslkey).',
    };
  }
  return {
    ...lasting,
    reason: `shows a certificate that is not to be trusted (${text})`,
    hint: `Give the authority's certificate with sslrootcert=<file>${
      tls.mode.startsWith('verify') ? '' : '; the one there verifies whatever the sslmode, as in libpq'
    }.`,
  };
}

/** The server's refusal by its SQLSTATE; its words may be in any language. */
function readAnswer(code: string, text: string, address: Address, encryption: Encryption): Reading {
  const {user, database, schema, options} = address;
  const lasting = {isPassing: false, isDecisive: true};
  const passing = {isPassing: true, isDecisive: false};
  switch (code) {
    case '28P01':
      return {
        ...lasting,
        reason: `refused the password of the role '${user}' (${text})`,
        hint: `The password came from ${address.password?.from ?? address.passwordFile?.path}; correct it there.`,
      };
    case '28000':
      return {
        ...lasting,
        reason: `does not let the role '${user}' in (${text})`,
        hint: `Check the role, and pg_hba.conf at the server: it has to allow this host, role and database ${
          encryption === 'tls'
            ? 'with TLS (sslmode=disable would do without)'
            : 'without TLS (sslmode=require would use it)'
        }.`,
      };
    case '3D000':
      return {
        ...lasting,
        reason: `cannot be opened (${text})`,
        hint: `Correct the name, or create it: createdb --encoding=UTF8 --template=template0 '${database}'`,
      };
    case '42501':
      return {
        ...lasting,
        reason: `cannot be opened (${text})`,
        hint: 'The role needs the right to connect: grant connect on database … to …',
      };
    case '53300':
    case '53400':
      return {
        ...passing,
        reason: `has no connection left (${text})`,
        hint: 'Try again later, or raise max_connections.',
      };
    case '57P01':
    case '57P02':
    case '57P03':
      return {...passing, reason: `is not ready (${text})`, hint: 'Try again when the server has started.'};
    default:
      return {
        ...lasting,
        isDecisive: false,
        reason: `refused the connection (${text})`,
        hint:
          schema === null && options === null
            ? ANSWERED
            : 'If a pooler answers, it may not pass on schema= and options=; give the role its search_path with: alter role … in database … set search_path = …',
      };
  }
}

/** @param fault why a password file that may have it was not used, or null */
export function missingPassword({user}: Address, fault: string | null): Refusal {
  return new Refusal(
    `needs a password for the role '${user}', and none was given${fault === null ? '' : ` (${fault})`}`,
    HOW_TO_GIVE,
  );
}

/** The first line of the message, or the code if the server leaves the message empty. */
export function describe(error: unknown): string {
  const {message, code} = error as RawError;
  return message.replace(/\n.*/s, '') || (code ?? 'no reason given');
}
