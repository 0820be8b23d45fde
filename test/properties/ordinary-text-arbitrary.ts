import fc from 'fast-check';
import {pythonRepr} from './secret-arbitrary.ts';

/**
 * Errors, tool inputs and addresses as failing runs have them, with everything in them that resembles a secret and is none:
 * names that contain one, ids, digests, images, counts of tokens, model names.
 */

const hex = (length: number): fc.Arbitrary<string> =>
  fc.string({unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length});
const base64 = fc.string({
  unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'),
  minLength: 40,
  maxLength: 200,
});
const number = fc.nat({max: 100_000}).map(String);
const uuid = fc.uuid();
const word = fc.constantFrom(
  ...[
    'bitcoin',
    'price',
    'key',
    'token',
    'tokens',
    'author',
    'secret',
    'pass',
    'password',
    'auth',
    'signature',
    'keyword',
  ],
  ...[
    'monkey',
    'passage',
    'compass',
    'secretary',
    'authority',
    'signal',
    'market',
    'BTC',
    'USDT',
    'cookie',
    'session',
    'Basic',
  ],
  ...['authentication', 'task', 'risk', 'disk', 'mask', 'sk', 'gpt-4o', 'claude-3-5-sonnet-20241022', 'max_tokens'],
);
/** Names of parameters and members that only resemble secret ones. */
const name = fc.constantFrom(
  ...[
    'author',
    'keyword',
    'keywords',
    'monkey',
    'turkey',
    'tokens',
    'token_count',
    'max_tokens',
    'total_tokens',
    'passage',
  ],
  ...[
    'compass',
    'secretary',
    'sort_key',
    'primary_key',
    'cache_key',
    'partition_key',
    'foreign_key',
    'signal',
    'authority',
  ],
  ...[
    'url',
    'page',
    'q',
    'id',
    'symbol',
    'crypto_symbol',
    'wait',
    'js_render',
    'premium_proxy',
    'run_id',
    'trace_id',
    'checksum',
  ],
  ...[
    'design',
    'assigned',
    'bypass',
    'keys',
    'key_count',
    'hotkey',
    'tokenizer',
    'tokenized',
    'passing',
    'oauth_enabled',
  ],
);
const segment = fc.oneof(
  word,
  number,
  uuid,
  hex(64),
  fc.constantFrom('sk-learn-tutorial-2025', 'api-key-guide', '2025-09-13'),
);
const value = fc.oneof(
  word,
  number,
  uuid,
  hex(32),
  hex(40),
  hex(64),
  fc.constantFrom('2025-09-13T10:00:00Z', '1.5', 'true'),
);

const url = fc
  .tuple(
    fc.constantFrom(
      'https://example.org',
      'http://api.example.com:8080',
      'https://www.coindesk.com',
      'https://medium.com',
    ),
    fc.array(segment, {maxLength: 3}),
    fc.array(fc.tuple(name, value), {maxLength: 4}),
    fc.constantFrom('', '', '#top', '#:~:text=the%20token'),
  )
  .map(([origin, path, query, hash]) => {
    const parameters = query.map(([key, item]) => `${key}=${encodeURIComponent(item)}`).join('&');
    return `${origin}/${path.join('/')}${parameters === '' ? '' : `?${parameters}`}${hash}`;
  });
const nestedUrl = fc
  .tuple(url, url)
  .map(([outer, inner]) => `${outer.split('?')[0]}?url=${encodeURIComponent(inner)}&wait=5`);
const address = fc.oneof(url, nestedUrl);

const sentence = fc.array(word, {minLength: 2, maxLength: 12}).map((words) => words.join(' '));
const members = fc.array(fc.tuple(name, fc.oneof(value, address, sentence)), {minLength: 1, maxLength: 5});
const pythonValue = (item: string): string => (/^\d+$/.test(item) ? item : item === 'true' ? 'True' : pythonRepr(item));

const toolInput = fc.oneof(
  fc
    .tuple(address, members)
    .map(
      ([input, more]) =>
        `{'url': '${input}', ${more.map(([key, item]) => `'${key}': ${pythonValue(item)}`).join(', ')}}`,
    ),
  fc.tuple(address, members).map(([input, more]) => JSON.stringify({url: input, ...Object.fromEntries(more)})),
  fc
    .tuple(address, members)
    .map(([input, more]) => JSON.stringify({a: JSON.stringify({input, ...Object.fromEntries(more)})})),
  address,
);

const fixedError = fc.constantFrom(
  "KeyError('token')",
  "KeyError: 'api_key'",
  'Unexpected token < in JSON at position 0',
  'SyntaxError: Unexpected token \'<\', "<!DOCTYPE "... is not valid JSON',
  'TypeError("run() missing 1 required positional argument: \'key\'")',
  'TypeError("sort() got an unexpected keyword argument \'key\'")',
  "AttributeError(\"'NoneType' object has no attribute 'token'\")",
  'JSONDecodeError("Expecting value: line 1 column 1 (char 0)")',
  'ReadTimeout("HTTPSConnectionPool(host=\'api.example.com\', port=443): Read timed out. (read timeout=30)")',
  '1 validation error for ScraperInput\napi_key\n  Field required [type=missing, input_type=dict]',
  'api_key: field required (type=value_error.missing)',
  'Did not find api_key, please add an environment variable `ZENROWS_API_KEY` which contains it, or pass `api_key` as a named parameter.',
  'The api_key client option must be set either by passing api_key to the client or by setting the OPENAI_API_KEY environment variable',
  "Error code: 401 - {'error': {'message': 'Missing bearer or basic authentication in header', 'type': 'invalid_request_error', 'param': None, 'code': None}}",
  "BadRequestError(\"Error code: 400 - {'error': {'message': 'max_tokens is too large: 8192. This model supports at most 4096 completion tokens', 'type': None, 'param': 'max_tokens', 'code': 'invalid_value'}}\")",
  'Requests are limited. Authorization header missing, token required',
  "HTTPError('401 Client Error: Unauthorized for url: https://api.example.com/v1/')",
  'cookie: not set; session expired',
  'Warning: password authentication failed for user "lse"',
  'FATAL: password authentication failed for user "postgres"',
  'signature: expected 3 arguments, got 2',
  'Error: secret not found: projects/1/secrets/name',
  'Token usage: {"prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150}',
  'pass: 12 fail: 3 skip: 0',
);

const error = fc.oneof(
  fixedError,
  sentence.map((text) => `ToolException(${pythonRepr(text)})`),
  fc.tuple(address, number).map(([target, code]) => `HTTPError('${code} Client Error: Forbidden for url: ${target}')`),
  address.map(
    (target) =>
      `ConnectionError("HTTPSConnectionPool(host='h', port=443): Max retries exceeded with url: ${target} (Caused by NewConnectionError('<urllib3.connection.HTTPSConnection object at 0x7f0000000000>: Failed to establish a new connection: [Errno -2] Name or service not known'))")`,
  ),
  fc.tuple(word, hex(64), uuid).map(([about, digest, id]) => `${about} failed for run ${id}: sha256:${digest}`),
  fc
    .tuple(number, number)
    .map(
      ([limit, used]) =>
        `RateLimitError: Rate limit reached for gpt-4o on tokens per min (TPM): Limit ${limit}, Used ${used}. total_tokens: ${used}, max_tokens=${limit}`,
    ),
  toolInput.map(
    (input) => `ValidationError: 1 validation error for ScraperInput: input_value=${input}, input_type=dict`,
  ),
  base64.map((image) => `cannot read data:image/png;base64,${image}== as an image`),
);

/** What one failing run has to print. */
export const ordinaryRun: fc.Arbitrary<{readonly error: string; readonly targetUrl: string}> = fc.record({
  error: fc
    .tuple(error, fc.constantFrom('', 'Traceback (most recent call last):\n\n\n  File "/app/x.py", line 3'))
    .map((parts) => parts.join('')),
  targetUrl: toolInput,
});
