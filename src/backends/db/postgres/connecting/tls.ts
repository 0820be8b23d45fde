import {join} from 'node:path';
import * as tls from 'node:tls';
import {shellWord} from '../../../../core/shell-word.ts';
import {choice} from './choice.ts';
import type {Given} from './given.ts';
import type {Parameters, Variables} from './parameters.ts';
import {isAbsent, readRegularFile} from './regular-file.ts';

const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;

type SslMode = (typeof sslModes)[number];

/** How one attempt to connect uses TLS. */
export type Encryption = 'tls' | 'plain';

/** What was decided about TLS, with the files read. */
export interface TlsPlan {
  readonly mode: SslMode;
  /** The handshake comes first, without a question to the server in clear text. */
  readonly isDirect: boolean;
  /** Whether the certificate must belong to the named host. */
  readonly checksHost: boolean;
  /** Whether the server gets the name of the host. */
  readonly sendsHost: boolean;
  readonly options: tls.ConnectionOptions;
}

/** The ways to try, best first. Nothing is encrypted on a socket of the same machine, as in libpq. */
export function encryptionsOf({mode}: TlsPlan, isSocket: boolean): readonly Encryption[] {
  if (isSocket || mode === 'disable') return ['plain'];
  if (mode === 'allow') return ['plain', 'tls'];
  return mode === 'prefer' ? ['tls', 'plain'] : ['tls'];
}

/** What the driver gives to Node for a connection to `host`, or to an address of it. */
export function tlsOptions({options, checksHost, sendsHost}: TlsPlan, host: string, isAddress: boolean) {
  return {
    ...options,
    ...(sendsHost && !isAddress ? {servername: host} : {}),
    checkServerIdentity: (_: string, certificate: tls.PeerCertificate) =>
      checksHost ? tls.checkServerIdentity(host, certificate) : undefined,
  };
}

const VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
const OTHERS = 0o077;

/**
 * Decides as libpq does. If there is a root certificate it is used in every mode, which makes `require` verify like
 * `verify-ca`; without one only the modes that say so verify. Adds every fault to `faults`.
 *
 * @param home the directory of `root.crt` and its like, `~/.postgresql`; null if there is no home
 */
export async function readTls(
  parameters: Parameters,
  home: string | null,
  environment: Variables,
  faults: string[],
): Promise<TlsPlan> {
  const root = parameters.get('sslrootcert');
  const usesSystem = root?.value === 'system';
  const mode = choice(parameters, 'sslmode', sslModes, usesSystem ? 'verify-full' : 'prefer', faults);
  const isDirect = choice(parameters, 'sslnegotiation', ['postgres', 'direct'], 'postgres', faults) === 'direct';
  const sendsHost = choice(parameters, 'sslsni', ['1', '0'], '1', faults) === '1';
  const minVersion = choice(parameters, 'ssl_min_protocol_version', VERSIONS, 'TLSv1.2', faults);
  const maxVersion = choice(parameters, 'ssl_max_protocol_version', VERSIONS, 'TLSv1.3', faults);
  if (minVersion > maxVersion) faults.push('ssl_min_protocol_version is above ssl_max_protocol_version');
  const isWeak = mode === 'disable' || mode === 'allow' || mode === 'prefer';
  if (isDirect && isWeak) faults.push(`sslnegotiation=direct does not go with sslmode=${mode}; write sslmode=require`);
  if (usesSystem && mode !== 'verify-full') {
    faults.push(`sslrootcert=system does not go with sslmode=${mode}; write sslmode=verify-full, or leave it out`);
  }
  if (mode === 'disable') return {mode, isDirect, checksHost: false, sendsHost, options: {}};
  const inHome = (name: string): string | null => (home === null ? null : join(home, name));
  const ca = usesSystem ? await systemRoots(environment, faults) : await readPem(root, inHome('root.crt'), faults);
  if (ca === null && mode.startsWith('verify') && root === undefined) {
    faults.push(
      `sslmode=${mode} needs a root certificate and ${inHome('root.crt') ?? 'the home directory'} is not there; give sslrootcert=<file>, or sslrootcert=system`,
    );
  }
  const crl = ca === null ? null : await readPem(parameters.get('sslcrl'), inHome('root.crl'), faults);
  const options = {
    minVersion,
    maxVersion,
    rejectUnauthorized: ca !== null,
    // If nothing is verified there are no roots to verify by. Node would read all of its own, in 40 ms.
    ca: ca ?? [],
    ...(crl === null ? {} : {crl}),
    ...(await readClientCertificate(parameters, inHome, faults)),
  };
  if (faults.length === 0) checkMaterial(options, faults);
  return {mode, isDirect, checksHost: mode === 'verify-full', sendsHost, options};
}

async function readClientCertificate(
  parameters: Parameters,
  inHome: (name: string) => string | null,
  faults: string[],
): Promise<tls.ConnectionOptions> {
  const use = choice(parameters, 'sslcertmode', ['allow', 'disable', 'require'], 'allow', faults);
  if (use === 'require') {
    faults.push('sslcertmode=require cannot be checked from Node; leave it out, the server asks for what it needs');
  }
  if (use === 'disable') return {};
  const cert = await readPem(parameters.get('sslcert'), inHome('postgresql.crt'), faults);
  if (cert === null) return {};
  const given = parameters.get('sslkey');
  const path = given?.value ?? inHome('postgresql.key') ?? '';
  const key = await readIfThere(path, given?.from ?? 'sslcert without sslkey', faults);
  if (key === null) return {};
  // If root owns it a group may read it: distributions give out keys in this way.
  const allowed = key.stats.uid === 0 ? 0o040 : 0;
  if (process.platform !== 'win32' && (key.stats.mode & OTHERS & ~allowed) !== 0) {
    faults.push(`the private key ${path} may be read by others; run: chmod 600 ${shellWord(path)}`);
  }
  const passphrase = parameters.get('sslpassword')?.value;
  return {cert, key: key.bytes, ...(passphrase === undefined ? {} : {passphrase})};
}

/** A named file must be there; one in its usual place need not. */
async function readPem(given: Given | undefined, usual: string | null, faults: string[]): Promise<Buffer | null> {
  const path = given?.value ?? usual;
  return path === null ? null : ((await readIfThere(path, given?.from ?? null, faults))?.bytes ?? null);
}

/** Null, with a fault if the file was named or is there. */
async function readIfThere(path: string, askedBy: string | null, faults: string[]) {
  try {
    return await readRegularFile(path);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (askedBy !== null || !(await isAbsent(path))) {
      faults.push(`${askedBy === null ? path : `${askedBy} names a file that`} cannot be read (${code})`);
    }
    return null;
  }
}

/** The roots that the system trusts. Before version 22 Node cannot list them; then its own are used. */
async function systemRoots(environment: Variables, faults: string[]): Promise<(string | Buffer)[]> {
  const file = environment.SSL_CERT_FILE;
  if (file !== undefined && file !== '') {
    const roots = await readPem({value: file, from: 'SSL_CERT_FILE'}, null, faults);
    return roots === null ? [] : [roots];
  }
  const {getCACertificates} = tls as {getCACertificates?: (type: 'default' | 'system') => string[]};
  return [
    ...new Set([
      ...tls.rootCertificates,
      ...(getCACertificates?.('default') ?? []),
      ...(getCACertificates?.('system') ?? []),
    ]),
  ];
}

/** Certificates and keys are checked before any connection: a wrong file is no fault of a server. */
function checkMaterial(options: tls.ConnectionOptions, faults: string[]): void {
  try {
    tls.createSecureContext(options);
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    faults.push(`the certificates or the key cannot be used (${code ?? message.split('\n')[0]})`);
  }
}
