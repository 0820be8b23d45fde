import {createHmac} from 'node:crypto';
import {escapeControlCharacters} from '../../format/control-characters.ts';
import {Undelivered} from './delivery.ts';

/** An address on this machine may do without TLS. */
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

export interface PostOptions {
  /** The secret that signs the body; null: it is not signed. */
  readonly secret: string | null;
  readonly milliseconds: number;
}

/**
 * Posts lines of JSON. Any answer of 200 to 299 counts as taken; its body is not waited for, and a redirect is not followed: it could
 * lead the events, and the signature, to anybody.
 *
 * @throws Undelivered for everything else, in words that show nothing of the address but its host
 */
export async function post(address: string, body: string, {secret, milliseconds}: PostOptions): Promise<void> {
  const url = parse(address);
  const where = `the webhook ${shownUrl(url)}`;
  const headers = {
    'content-type': 'application/x-ndjson',
    'user-agent': 'lse',
    ...authorization(url),
    ...(secret === null ? {} : {'lse-signature': signature(secret, body, Math.floor(Date.now() / 1000))}),
  };
  // fetch refuses an address with a password in it.
  url.username = '';
  url.password = '';
  // The limit keeps the process alive when nothing else would.
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), milliseconds);
  try {
    const answer = await fetch(url, {method: 'POST', headers, body, redirect: 'manual', signal: controller.signal});
    if (answer.status >= 300 && answer.status < 400) {
      throw new Undelivered(`${where} answered with a redirect (${answer.status}), which is not followed`);
    }
    if (!answer.ok) throw new Undelivered(`${where} answered with ${answer.status}`);
  } catch (error) {
    if (error instanceof Undelivered) throw error;
    if (controller.signal.aborted) throw new Undelivered(`${where} did not answer within ${milliseconds / 1000} s`);
    throw new Undelivered(`${where} cannot be reached (${codeOf(error)})`);
  } finally {
    clearTimeout(timer);
    // Takes the connection down, with whatever of the body is still to come.
    controller.abort();
  }
}

/**
 * `t=<seconds since 1970>,v1=<hex>`: HMAC-SHA256 of the time, a full stop and the body, as the receiver got it. With the time in it, an
 * old request cannot be sent again unseen.
 */
export function signature(secret: string, body: string, seconds: number): string {
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${digest}`;
}

function parse(address: string): URL {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new Undelivered('the address of the webhook is no URL');
  }
  if (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname))) return url;
  throw new Undelivered(`the webhook ${shownUrl(url)} is not https, and http is for this machine alone`);
}

/** The path is the credential of many services. */
function shownUrl({protocol, host, pathname, search}: URL): string {
  const rest = pathname === '/' && search === '' ? '' : '/***';
  return escapeControlCharacters(`${protocol}//${host}${rest}`);
}

function authorization({username, password}: URL): {authorization?: string} {
  if (username === '' && password === '') return {};
  try {
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return {authorization: `Basic ${Buffer.from(credentials).toString('base64')}`};
  } catch {
    throw new Undelivered('the user of the webhook is not percent-encoded as a URL asks for');
  }
}

/** `fetch failed` says nothing, and the message below it may quote the address. */
function codeOf(error: unknown): string {
  const {cause, name} = error as {cause?: {code?: unknown; name?: unknown}; name?: unknown};
  return String(cause?.code ?? cause?.name ?? name ?? 'unknown');
}
