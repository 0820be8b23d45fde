/** The parts of a `postgres://` URL: percent-decoded, null if absent or empty. */
export interface PostgresUrl {
  readonly scheme: string;
  readonly user: string | null;
  readonly password: string | null;
  /** In the order written; a host without a port has null. Empty if the URL names no host. */
  readonly hosts: readonly UrlHost[];
  readonly database: string | null;
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

export interface UrlHost {
  readonly name: string;
  readonly port: string | null;
}

/**
 * What is wrong with a URL. The message continues a sentence that begins with "its URL", and repeats no part of the
 * URL.
 */
export class UrlFault extends Error {}

/** Replaces a URL in which a password may be anywhere. */
const UNSHOWN = 'postgres://***';
const SECRET_PARAMETER = /password|passwd|secret|key|token|passfile/i;
const PARTS = /^(?<hosts>[^/?]*)(?:\/(?<database>[^?]*))?(?:\?(?<query>.*))?$/s;
const HOST = /^(?<name>\[[^[\]]*\]|[^:[\]]*)(?::(?<port>[0-9]*))?$/;

interface UrlParts {
  readonly hosts: string;
  readonly database?: string;
  readonly query?: string;
}

/**
 * Reads a URL as libpq does: several hosts, each with a port, IPv6 addresses in brackets, everything percent-encoded. The user and the
 * password end at the last `@` before the first `/`, so a raw `@`, `?` or `#` in a password is no problem; with a raw `/` the URL is
 * refused.
 *
 * @throws UrlFault
 */
export function parseUrl(url: string): PostgresUrl {
  const [start, scheme] = /^(postgres(?:ql)?):\/\//i.exec(url) ?? [];
  if (start === undefined || scheme === undefined) throw new UrlFault('does not start with postgres://');
  const credentials = credentialsOf(url);
  const rest = url.slice(start.length + (credentials === null ? 0 : credentials.length + 1));
  // Every text has these parts; the last two may be absent.
  const {hosts, database = '', query = ''} = (PARTS.exec(rest) as unknown as {groups: UrlParts}).groups;
  if (/[@#]/.test(hosts + database + query)) {
    throw new UrlFault(
      'holds a raw @ or # after its host, or its password a raw /; write / as %2F, @ as %40, # as %23',
    );
  }
  const [user = '', ...password] = credentials?.split(':') ?? [];
  return {
    scheme: scheme.toLowerCase(),
    user: decode(user) || null,
    password: password.length === 0 ? null : decode(password.join(':')),
    hosts: hosts === '' ? [] : hosts.split(',').map(parseHost),
    database: decode(database) || null,
    parameters: query
      .split('&')
      .filter((text) => text !== '')
      .map(parseParameter),
  };
}

/** User and password as they are written. */
function credentialsOf(url: string): string | null {
  return /^[^/]*\/\/([^/]*)@/.exec(url)?.[1] ?? null;
}

function parseHost(text: string): UrlHost {
  const {name, port} = HOST.exec(text)?.groups ?? {};
  // No part of it is shown: behind the colon may be the beginning of a password.
  if (name === undefined) throw new UrlFault('has a host or port that is not one; percent-encode the password');
  return {name: decode(name.replace(/^\[|\]$/g, '')), port: port || null};
}

function parseParameter(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals === -1) throw new UrlFault('has a parameter without =');
  return [decode(text.slice(0, equals)), decode(text.slice(equals + 1))];
}

function decode(text: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text);
  } catch {
    throw new UrlFault('holds a bad percent escape; write % as %25');
  }
  if (decoded.includes('\0')) throw new UrlFault('holds a NUL character');
  return decoded;
}

/** The text of a URL that gives these parts again. */
export function formatUrl({scheme, user, password, hosts, database, parameters}: PostgresUrl): string {
  const secret = password === null ? '' : `:${encodeURIComponent(password)}`;
  const credentials = user === null && password === null ? '' : `${encodeURIComponent(user ?? '')}${secret}@`;
  const path = database === null ? '' : `/${encodeURIComponent(database)}`;
  const query = parameters.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
  return `${scheme}://${credentials}${hosts.map(formatHost).join(',')}${path}${query === '' ? '' : `?${query}`}`;
}

function formatHost({name, port}: UrlHost): string {
  const host = name.includes(':') ? `[${encodeURIComponent(name).replaceAll('%3A', ':')}]` : encodeURIComponent(name);
  return port === null ? host : `${host}:${port}`;
}

/** The table or view of another program that a URL names, as it is written there; null if it names none or is no URL. */
export function tableOfUrl(url: string): string | null {
  try {
    return parseUrl(url).parameters.find(([name]) => name === 'table')?.[1] ?? null;
  } catch {
    return null;
  }
}

/**
 * A URL without its password and without any secret in its parameters. If a part of the password may be elsewhere in
 * the URL, nothing of it is left.
 */
export function redactUrl(url: string): string {
  try {
    const parsed = parseUrl(url);
    const {password, hosts, database, parameters} = parsed;
    const others = [database ?? '', ...hosts.map(({name}) => name), ...parameters.flat()];
    if (/[@?#]/.test(credentialsOf(url) ?? '') || others.some((part) => part.includes('@'))) return UNSHOWN;
    return formatUrl({
      ...parsed,
      password: password === null || password === '' ? password : '***',
      parameters: parameters.map(([name, value]) => [name, SECRET_PARAMETER.test(name) ? '***' : value]),
    });
  } catch {
    return UNSHOWN;
  }
}
