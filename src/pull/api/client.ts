import {LseError} from '../../core/errors.ts';
import type {Access} from './access.ts';
import {ApiError, PassingFault} from './fault.ts';
import {growingWait, retryAfter} from './retry-after.ts';

/** Milliseconds, but `attempts`. */
export interface ClientLimits {
  /** So often a request is made at most. */
  readonly attempts: number;
  readonly firstWait: number;
  readonly longestWait: number;
  /** The longest wait that a server may ask for. */
  readonly longestRetryAfter: number;
  /** Without a byte. */
  readonly silence: number;
  /** For all of one answer. */
  readonly answer: number;
}

/** LangSmith counts requests by the minute, so the waits together go well beyond one. A page of 1,000 runs may be some 100 MB. */
export const clientLimits: ClientLimits = {
  attempts: 8,
  firstWait: 1000,
  longestWait: 60_000,
  longestRetryAfter: 300_000,
  silence: 60_000,
  answer: 900_000,
};

export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  /** Below the root, such as `api/v2/runs/query`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** From this wait on it is said: whoever sits at the terminal would think that it hangs. */
const SAID_FROM_MILLISECONDS = 5000;
const MOST_DETAIL_BYTES = 65_536;
const MOST_DETAIL_CHARACTERS = 300;

/** What may pass: the server is busy, or something between it and us. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Certificates do not get better by trying again. */
const LASTING_CODE = /^(?:CERT_|ERR_TLS_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_SSL_)/;

/** Asks the API, again if that may help, with a limit to everything. It shows the key only to the host of the root. */
export class ApiClient {
  readonly #access: Access;
  readonly #say: (line: string) => Promise<void>;
  readonly #limits: ClientLimits;

  constructor(access: Access, say: (line: string) => Promise<void>, limits: ClientLimits = clientLimits) {
    this.#access = access;
    this.#say = say;
    this.#limits = limits;
  }

  /** The address for messages. */
  get location(): string {
    return this.#access.root.href.replace(/\/$/, '');
  }

  /**
   * Hands the body of an answer of 200 to `read`, which is called once more if the answer breaks off or `read` throws a PassingFault.
   *
   * @throws ApiError for an answer that stays what it is, LseError if nothing came after all tries, and what `read` throws else
   */
  async ask<T>(request: ApiRequest, read: (body: AsyncIterable<Uint8Array>) => Promise<T>): Promise<T> {
    const {attempts, firstWait, longestWait, longestRetryAfter} = this.#limits;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(request, read);
      } catch (error) {
        if (!(error instanceof PassingFault)) throw error;
        if (attempt >= attempts) throw this.#gaveNothing(request, error, attempts);
        if ((error.wait ?? 0) > longestRetryAfter) throw this.#asksToWait(request, error.wait as number);
        const wait = error.wait ?? growingWait(attempt, {first: firstWait, longest: longestWait});
        if (wait >= SAID_FROM_MILLISECONDS) {
          await this.#say(`${this.location} ${error.message}; asking again in ${Math.ceil(wait / 1000)} s.`);
        }
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  /** The same for an answer that is short, as what JSON makes of it: for ids and counts alone, since its numbers are doubles. */
  async askJson(request: ApiRequest): Promise<unknown> {
    return this.ask(request, async (body) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of body) pieces.push(piece);
      try {
        return JSON.parse(Buffer.concat(pieces).toString('utf8')) as unknown;
      } catch {
        throw new PassingFault('answered with a text that is not JSON');
      }
    });
  }

  async #once<T>(request: ApiRequest, read: (body: AsyncIterable<Uint8Array>) => Promise<T>): Promise<T> {
    const {silence, answer} = this.#limits;
    const controller = new AbortController();
    const whole = setTimeout(() => controller.abort(), answer);
    const quiet = setTimeout(() => controller.abort(), silence);
    const url = new URL(request.path, this.#access.root);
    for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
    try {
      const response = await fetch(url, {
        method: request.method,
        headers: this.#headers(request),
        ...(request.body === undefined ? {} : {body: JSON.stringify(request.body)}),
        // Another host must not get the key, and what a POST becomes on the way nobody knows.
        redirect: 'manual',
        signal: controller.signal,
      }).catch((error: unknown) => {
        throw broken(error, controller.signal, this.#limits);
      });
      const body = bytesOf(response.body, controller.signal, this.#limits, () => quiet.refresh());
      if (response.status === 200) return await read(body);
      throw await this.#faultOf(request, response, body);
    } finally {
      clearTimeout(whole);
      clearTimeout(quiet);
      // Takes the connection down if a part of the body has not come yet.
      controller.abort();
    }
  }

  #headers({body}: ApiRequest): Record<string, string> {
    const {key, workspaceId} = this.#access;
    return {
      accept: 'application/json',
      'user-agent': 'lse',
      'x-api-key': key,
      ...(workspaceId === null ? {} : {'x-tenant-id': workspaceId}),
      ...(body === undefined ? {} : {'content-type': 'application/json'}),
    };
  }

  async #faultOf(
    {path}: ApiRequest,
    {status, headers}: {readonly status: number; readonly headers: Headers},
    body: AsyncIterable<Uint8Array>,
  ): Promise<Error> {
    if (PASSING.has(status)) {
      return new PassingFault(`answered with ${status}`, retryAfter(headers.get('retry-after'), Date.now()));
    }
    const where = `${this.location} answered /${path} with ${status}`;
    if (status >= 300 && status < 400) {
      return new ApiError(
        status,
        `${where}, a redirect${hostOf(headers.get('location'), this.#access.root)}; it is not followed, since the key is for this host alone.`,
        'Set LANGSMITH_ENDPOINT to the address that it leads to.',
      );
    }
    const detail = await this.#detail(body);
    if (status === 401 || status === 403) {
      return new ApiError(
        status,
        `${where}: the key in LANGSMITH_API_KEY does not let in${detail}.`,
        'Look at the key, and at LANGSMITH_WORKSPACE_ID, which a key of a whole organization needs.',
      );
    }
    return new ApiError(status, `${where}${detail}.`, 'Look at LANGSMITH_ENDPOINT, and at the version of the server.');
  }

  /** What the server says of a fault, in brackets: one line, without the key, wherever it may come back. */
  async #detail(body: AsyncIterable<Uint8Array>): Promise<string> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const piece of body) {
        pieces.push(piece);
        size += piece.length;
        if (size > MOST_DETAIL_BYTES) break;
      }
    } catch {
      // What came of it is said.
    }
    const text = Buffer.concat(pieces)
      .toString('utf8')
      .replaceAll(this.#access.key, '***')
      .replaceAll(/\s+/g, ' ')
      .trim();
    if (text === '') return '';
    return text.length > MOST_DETAIL_CHARACTERS ? ` (${text.slice(0, MOST_DETAIL_CHARACTERS)}…)` : ` (${text})`;
  }

  #gaveNothing({path}: ApiRequest, {message}: PassingFault, attempts: number): LseError {
    return new LseError(
      'LSE_CONNECTION',
      `${this.location} ${message}, at /${path}, the last of ${attempts} tries.`,
      'What came before is kept. Go on with the same command.',
    );
  }

  #asksToWait({path}: ApiRequest, wait: number): LseError {
    const at = new Date(Date.now() + wait).toISOString();
    return new LseError(
      'LSE_CONNECTION',
      `${this.location} asks to wait until ${at} before /${path} is asked again.`,
      'What came before is kept. Go on then with the same command.',
    );
  }
}

async function* bytesOf(
  body: ReadableStream<Uint8Array> | null,
  signal: AbortSignal,
  limits: ClientLimits,
  onBytes: () => void,
): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  for (;;) {
    const {done, value} = await reader.read().catch((error: unknown) => {
      throw broken(error, signal, limits);
    });
    if (done) return;
    onBytes();
    yield value;
  }
}

/** `fetch failed` says nothing, and the message below it may quote the address. */
function broken(error: unknown, signal: AbortSignal, {silence}: ClientLimits): Error {
  if (signal.aborted) return new PassingFault(`said nothing for ${silence / 1000} s, or took too long`);
  const {cause, name} = error as {cause?: {code?: unknown; name?: unknown}; name?: unknown};
  const code = String(cause?.code ?? cause?.name ?? name ?? 'unknown');
  if (!LASTING_CODE.test(code)) return new PassingFault(`cannot be reached, or broke off (${code})`);
  return new LseError(
    'LSE_CONNECTION',
    `The certificate of LangSmith's host is not trusted (${code}).`,
    'Name the authority of your own with: export NODE_EXTRA_CA_CERTS=FILE',
  );
}

function hostOf(location: string | null, root: URL): string {
  if (location === null || !URL.canParse(location, root.href)) return '';
  return ` to ${new URL(location, root).origin}`;
}
