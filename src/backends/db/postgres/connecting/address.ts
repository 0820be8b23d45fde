import {isIP} from 'node:net';
import {homedir, userInfo} from 'node:os';
import {join} from 'node:path';
import {SourceError} from '../../../../core/errors.ts';
import {type AuthenticationRules, readAuthenticationRules} from './authentication.ts';
import {choice, wholeNumber} from './choice.ts';
import type {Given} from './given.ts';
import {gatherParameters, type Parameters, type Variables} from './parameters.ts';
import type {PasswordFile} from './password-file.ts';
import {parseUrl, redactUrl, UrlFault} from './postgres-url.ts';
import {readTls, type TlsPlan} from './tls.ts';

const targets = ['any', 'read-write', 'read-only', 'primary', 'standby', 'prefer-standby'] as const;

/** What kind of server is acceptable, `target_session_attrs` of libpq. */
export type Target = (typeof targets)[number];

/** One of the servers to try. */
export interface Host {
  /** A name, an IP address, or the directory of a Unix socket; null for the usual one of this machine. */
  readonly name: string | null;
  /** The known address of the name, so that no DNS is asked. */
  readonly address: string | null;
  readonly port: number;
}

/** Everything needed to open connections to a database, checked. */
export interface Address {
  /** The URL without its password, for messages. */
  readonly location: string;
  readonly hosts: readonly Host[];
  readonly user: string;
  readonly database: string;
  readonly password: Given | null;
  /** Where else a password may be. */
  readonly passwordFile: PasswordFile | null;
  readonly tls: TlsPlan;
  readonly authentication: AuthenticationRules;
  /** The only schema in which the server looks names up; null: the server decides. */
  readonly schema: string | null;
  /** Settings for the server as it reads them (`-c name=value`), or null. */
  readonly options: string | null;
  readonly applicationName: string;
  /** Milliseconds for one address of one host, from looking up its name to being signed in. */
  readonly connectTimeout: number;
  /** Milliseconds of silence after which the system looks whether the server is still there; null: never. */
  readonly keepAlive: number | null;
  readonly target: Target;
  /** Whether hosts are tried in random order. */
  readonly isBalanced: boolean;
}

/** The questions to the system. Both fail if an account is not in passwd, as in some containers. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  home(): string;
  user(): string;
}

const thisMachine: Machine = {platform: process.platform, home: homedir, user: () => userInfo().username};
const DEFAULT_TIMEOUT = 10;
const DEFAULT_IDLE = 60;
const LONGEST_WAIT = 3600;
/** NAMEDATALEN - 1: PostgreSQL cuts longer names off, without a word to the client. */
const LONGEST_NAME = 63;

/**
 * Reads a `postgres://` URL together with service files and the environment variables of libpq, and the files that they
 * name.
 *
 * @throws SourceError LSE_CONNECTION that names every fault at once, and no password
 */
export async function readAddress(url: string, environment: Variables, machine = thisMachine): Promise<Address> {
  const faults: string[] = [];
  const location = redactUrl(url);
  const home = homeOf(environment, machine);
  const parameters = await parametersOf(url, environment, home, faults).catch((error: unknown) => {
    if (!(error instanceof UrlFault)) throw error;
    throw badAddress(location, [`its URL ${error.message}`]);
  });
  const user = parameters.get('user')?.value ?? accountName(environment, machine) ?? '';
  if (user === '') faults.push('nothing says which role to sign in as; write postgres://<role>@…');
  const postgresHome = homeFolder(environment, home, machine);
  const address = {
    location,
    hosts: readHosts(parameters, faults),
    user,
    database: parameters.get('dbname')?.value ?? user,
    password: parameters.get('password') ?? null,
    passwordFile: passwordFile(parameters, environment, home, machine),
    tls: await readTls(parameters, postgresHome, environment, faults),
    authentication: readAuthenticationRules(parameters, faults),
    schema: readSchema(parameters, faults),
    options: parameters.get('options')?.value ?? null,
    applicationName:
      parameters.get('application_name')?.value ?? parameters.get('fallback_application_name')?.value ?? 'lse',
    connectTimeout: wholeNumber(parameters, 'connect_timeout', [1, LONGEST_WAIT], DEFAULT_TIMEOUT, faults) * 1000,
    keepAlive: readKeepAlive(parameters, faults),
    target: choice(parameters, 'target_session_attrs', targets, 'any', faults),
    isBalanced: choice(parameters, 'load_balance_hosts', ['disable', 'random'], 'disable', faults) === 'random',
  };
  if (faults.length > 0) throw badAddress(location, faults);
  return address;
}

async function parametersOf(
  url: string,
  environment: Variables,
  home: string | null,
  faults: string[],
): Promise<Parameters> {
  const files = {
    ofUser: home === null ? null : join(home, '.pg_service.conf'),
    ofSystem: join(environment.PGSYSCONFDIR || '/etc/postgresql-common', 'pg_service.conf'),
  };
  return gatherParameters(parseUrl(url), environment, files, faults);
}

function badAddress(location: string, faults: readonly string[]): SourceError {
  return new SourceError(
    'LSE_CONNECTION',
    `The database ${location} cannot be reached (${faults.join('; ')}).`,
    'Correct LSE_DATABASE_URL, the flag or the variable that is named, then try: lse db status',
  );
}

/** As many ports as hosts, or one for all; as many `hostaddr` as hosts. */
function readHosts(parameters: Parameters, faults: string[]): Host[] {
  const list = (name: string): string[] => parameters.get(name)?.value.split(',') ?? [];
  const [names, addresses, ports] = [list('host'), list('hostaddr'), list('port')];
  const count = Math.max(names.length, addresses.length, 1);
  if (names.length > 0 && addresses.length > 0 && names.length !== addresses.length) {
    faults.push(`hostaddr gives ${addresses.length} addresses for ${names.length} hosts`);
  }
  if (ports.length > 1 && ports.length !== count) {
    faults.push(`${ports.length} ports are given for ${count} ${count === 1 ? 'host' : 'hosts'}`);
  }
  return Array.from({length: count}, (_, at) => ({
    name: readName(names[at], parameters.get('host'), faults),
    address: readIpAddress(addresses[at], parameters.get('hostaddr'), faults),
    port: readPort(ports.length === 1 ? ports[0] : ports[at], parameters.get('port'), faults),
  }));
}

function readName(name: string | undefined, given: Given | undefined, faults: string[]): string | null {
  if (name === undefined || name === '') return null;
  // The path of a socket, a DNS name in any script, or an address. Anything else is a piece of another text.
  const isName = name.startsWith('/') || /^[\p{L}\p{N}._-]{1,253}$/u.test(name) || isIP(name) !== 0;
  if (!isName) faults.push(`${given?.from} is no name of a host; percent-encode the password`);
  return name;
}

function readIpAddress(address: string | undefined, given: Given | undefined, faults: string[]): string | null {
  if (address === undefined || address === '') return null;
  if (isIP(address) === 0) faults.push(`${given?.from} is no IP address`);
  return address;
}

const DEFAULT_PORT = 5432;

function readPort(text: string | undefined, given: Given | undefined, faults: string[]): number {
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = Number(text);
  if (/^[0-9]{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  faults.push(`${given?.from} is no number from 1 to 65535`);
  return DEFAULT_PORT;
}

function readSchema(parameters: Parameters, faults: string[]): string | null {
  const given = parameters.get('schema');
  if (given === undefined) return null;
  if (Buffer.byteLength(given.value) > LONGEST_NAME) faults.push(`${given.from} is longer than ${LONGEST_NAME} bytes`);
  if (given.value.includes(',')) faults.push(`${given.from} names several schemas; give one`);
  return given.value;
}

function readKeepAlive(parameters: Parameters, faults: string[]): number | null {
  const isOn = choice(parameters, 'keepalives', ['1', '0'], '1', faults) === '1';
  const idle = wholeNumber(parameters, 'keepalives_idle', [0, LONGEST_WAIT], DEFAULT_IDLE, faults) || DEFAULT_IDLE;
  return isOn ? idle * 1000 : null;
}

function passwordFile(
  parameters: Parameters,
  environment: Variables,
  home: string | null,
  machine: Machine,
): Address['passwordFile'] {
  const named = parameters.get('passfile')?.value;
  if (named !== undefined) return {path: named, isNamed: true};
  const isWindows = machine.platform === 'win32';
  const folder = isWindows ? homeFolder(environment, home, machine) : home;
  if (folder === null) return null;
  return {path: join(folder, isWindows ? 'pgpass.conf' : '.pgpass'), isNamed: false};
}

/** Where libpq looks for certificates. */
function homeFolder(environment: Variables, home: string | null, {platform}: Machine): string | null {
  if (platform === 'win32') return environment.APPDATA ? join(environment.APPDATA, 'postgresql') : null;
  return home === null ? null : join(home, '.postgresql');
}

function homeOf(environment: Variables, machine: Machine): string | null {
  if (environment.HOME) return environment.HOME;
  try {
    return machine.home() || null;
  } catch {
    return null;
  }
}

function accountName(environment: Variables, machine: Machine): string | undefined {
  try {
    return machine.user();
  } catch {
    return environment.USER || environment.USERNAME;
  }
}
