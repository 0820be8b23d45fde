import {lookup} from 'node:dns/promises';
import type {EventEmitter} from 'node:events';
import {access} from 'node:fs/promises';
import {isIP} from 'node:net';
import type {Duplex} from 'node:stream';
import {Client, type ClientConfig} from 'pg';
import type {Address, Host} from './address.ts';
import {SignIn} from './authentication.ts';
import {ConnectionError, type Failure, failureOf, isAboutEncryption, isWithoutTls, missingPassword} from './failure.ts';
import {findPassword} from './password-file.ts';
import {checkSchema, checkTarget, type WantedServer} from './server-check.ts';
import {type Encryption, encryptionsOf, tlsOptions} from './tls.ts';

/** Every value arrives as the text that the server sent: the driver's own readers go through doubles and local time. */
const AS_TEXT: NonNullable<ClientConfig['types']> = {getTypeParser: () => (text: unknown) => text as string};
/** Where servers of this machine have their sockets by default; Debian's place comes first. */
const SOCKET_FOLDERS = ['/var/run/postgresql', '/tmp'];

/** One place to connect to: a host may have several addresses, which may be several servers. */
interface Endpoint {
  /** For messages. */
  readonly server: string;
  /** The name that certificates and passwords are for. */
  readonly host: string;
  /** An IP address, or the folder of a socket. */
  readonly address: string;
  readonly port: number;
}

/** The driver's own connection, which its types leave out. */
interface DriverConnection extends EventEmitter {
  stream: Duplex;
  attachListeners(stream: Duplex): void;
}

/**
 * Opens a connection to the first acceptable server, as libpq does: hosts in their order (or at random), every address
 * of each, with and without TLS as the mode says. The caller ends it.
 *
 * @throws ConnectionError that names each server and why it was not acceptable
 */
export async function connect(address: Address): Promise<Client> {
  const passes: WantedServer[] = address.target === 'prefer-standby' ? ['standby', 'any'] : [address.target];
  let failures: Failure[] = [];
  for (const wanted of passes) {
    const found = await firstServer(address, wanted);
    if (found instanceof Client) return found;
    failures = found;
  }
  throw new ConnectionError(address, failures);
}

async function firstServer(address: Address, wanted: WantedServer): Promise<Client | Failure[]> {
  const failures: Failure[] = [];
  for (const host of inOrder(address.hosts, address)) {
    const endpoints = await endpointsOf(host, address);
    if (!Array.isArray(endpoints)) failures.push(endpoints);
    else {
      for (const endpoint of inOrder(endpoints, address)) {
        const found = await open(address, endpoint, wanted);
        if (found instanceof Client) return found;
        failures.push(...found);
        if (found.some(({isDecisive}) => isDecisive)) return failures;
      }
    }
  }
  return failures;
}

/** Looks the host up within the time limit. A failure names the host. */
async function endpointsOf({name, address: known, port}: Host, address: Address): Promise<Endpoint[] | Failure> {
  const host = name ?? known ?? (await usualHost(port));
  const server = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  if (known !== null) return [{server, host, address: known, port}];
  if (host.startsWith('/') || isIP(host) !== 0) return [{server, host, address: host, port}];
  try {
    const found = await within(address.connectTimeout, lookup(host, {all: true, verbatim: true}));
    return found.map((each) => ({server, host, address: each.address, port}));
  } catch (error) {
    return failureOf(server, error, address, 'plain');
  }
}

/** The socket of a server on this machine if there is one, else its loopback. */
async function usualHost(port: number): Promise<string> {
  for (const folder of process.platform === 'win32' ? [] : SOCKET_FOLDERS) {
    const isThere = await access(socketOf(folder, port)).then(
      () => true,
      () => false,
    );
    if (isThere) return folder;
  }
  return 'localhost';
}

function socketOf(folder: string, port: number): string {
  return `${folder}/.s.PGSQL.${port}`;
}

/** Tries one place in each way that the mode allows. If several ways failed, each has its failure. */
async function open(address: Address, endpoint: Endpoint, wanted: WantedServer): Promise<Client | Failure[]> {
  const failures: Failure[] = [];
  const ways = encryptionsOf(address.tls, endpoint.address.startsWith('/'));
  for (const encryption of ways) {
    try {
      return await attempt(address, endpoint, encryption, wanted);
    } catch (error) {
      const goesOn = isAboutEncryption(error) && encryption !== ways.at(-1);
      // If the next attempt is without TLS, a server without TLS is no failure.
      if (!goesOn || !isWithoutTls(error)) failures.push(failureOf(endpoint.server, error, address, encryption));
      if (!goesOn) break;
    }
  }
  return failures;
}

async function attempt(
  address: Address,
  {host, address: place, port}: Endpoint,
  encryption: Encryption,
  wanted: WantedServer,
): Promise<Client> {
  const client = new Client({
    host: place,
    port,
    user: address.user,
    database: address.database,
    password: () => passwordFor(address, host, port, signIn),
    ssl: encryption === 'tls' ? tlsOptions(address.tls, host, isIP(host) !== 0) : false,
    sslnegotiation: address.tls.isDirect && encryption === 'tls' ? 'direct' : 'postgres',
    enableChannelBinding: encryption === 'tls' && address.authentication.channelBinding !== 'disable',
    types: AS_TEXT,
    connectionTimeoutMillis: address.connectTimeout,
    keepAlive: address.keepAlive !== null,
    keepAliveInitialDelayMillis: address.keepAlive ?? 0,
  } as ClientConfig);
  // It replaces the driver's own, which would add what it finds in the environment.
  Object.assign(client, {getStartupConf: () => startup(address)});
  const {connection} = client as unknown as {connection: DriverConnection};
  const signIn = new SignIn(connection, address.authentication, encryption);
  containProtocolErrors(connection);
  // If a connection breaks while nothing runs on it, it emits an error; the next query reports it.
  client.on('error', () => {});
  try {
    await client.connect();
    signIn.check();
    await withinStream(address.connectTimeout, connection, async () => {
      await checkTarget(client, wanted);
      await checkSchema(client, address);
    });
    return client;
  } catch (error) {
    client.end().catch(() => {});
    connection.stream.destroy();
    throw error;
  }
}

/**
 * The settings that go to the server at the start; the driver adds that text is UTF-8, whatever a role's own setting
 * says.
 */
function startup({user, database, applicationName, options, schema}: Address): Record<string, string> {
  const all = [options, schema === null ? null : `-c search_path=${escapeOption(quoteName(schema))}`];
  const text = all.filter((each) => each !== null && each !== '').join(' ');
  return {
    user,
    database,
    application_name: applicationName,
    ...(text === '' ? {} : {options: text}),
  };
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The server splits options at blanks, unless a backslash stands before. */
function escapeOption(text: string): string {
  return text.replace(/[\\\s]/g, '\\$&');
}

/** Called only if the server asks for a password. */
async function passwordFor(address: Address, host: string, port: number, signIn: SignIn): Promise<string> {
  signIn.check();
  if (address.password !== null) return address.password.value;
  const {passwordFile, user, database} = address;
  if (passwordFile === null) throw missingPassword(address, null);
  const isUsual = SOCKET_FOLDERS.includes(host);
  const key = {hosts: isUsual ? [host, 'localhost'] : [host], port, user, database};
  const {password, fault} = await findPassword(passwordFile, key);
  if (password === null || password === '') throw missingPassword(address, fault);
  return password;
}

/**
 * If the server sends anything but messages of the protocol, the driver would throw where nobody can catch it, and end
 * the process.
 */
function containProtocolErrors(connection: DriverConnection): void {
  const attach = connection.attachListeners.bind(connection);
  connection.attachListeners = (stream) => {
    attach(stream);
    for (const listener of stream.listeners('data') as ((bytes: Buffer) => void)[]) {
      stream.off('data', listener);
      stream.on('data', (bytes: Buffer) => {
        try {
          listener(bytes);
        } catch (error) {
          stream.destroy(error as Error);
        }
      });
    }
  };
}

/** Breaks the connection off if `work` on it takes longer. */
async function withinStream(limit: number, {stream}: DriverConnection, work: () => Promise<void>): Promise<void> {
  const timer = setTimeout(() => stream.destroy(new Error('timeout expired')), limit);
  try {
    await work();
  } finally {
    clearTimeout(timer);
  }
}

async function within<T>(limit: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('timeout expired')), limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** In the given order, or at random if the user wants the load spread. */
function inOrder<T>(items: readonly T[], {isBalanced}: Address): T[] {
  if (!isBalanced) return [...items];
  return items
    .map((item) => ({item, place: Math.random()}))
    .sort((left, right) => left.place - right.place)
    .map(({item}) => item);
}
