import {ok} from 'node:assert/strict';
import {parse as parseDotenv} from 'dotenv';
import fc from 'fast-check';
import {redactUrl} from '../../src/backends/db/postgres/connecting/postgres-url.ts';
import {parseSettings} from '../../src/cli/settings.ts';
import {parseDatabaseUrl, parseSourceUrl} from '../../src/cli/source-location.ts';
import {shownNotice} from '../../src/cli/terminal.ts';
import {ConfigError, LseError} from '../../src/core/errors.ts';
import {damagedText} from './damaged.ts';
import {type Fuzzed, fuzzed, outcomeOf} from './fuzzed.ts';

/** In the midst of every password, so that a part of one is found as well. */
const SECRET = 'Geheim7c1f';

const around = fc.string({unit: fc.constantFrom(...'ab1!$&\'()*+,;=:@/?#[]%{}|\\^~` "<>\n\té😀'), maxLength: 5});
const encodedPassword = fc.tuple(around, around).map((parts) => encodeURIComponent(parts.join(SECRET)));
const password = fc.oneof(
  fc.tuple(around, around).map((parts) => parts.join(SECRET)),
  encodedPassword,
);
const host = fc.constantFrom(
  'localhost',
  '127.0.0.1',
  '[::1]',
  'a,b',
  'a:1,b:2',
  '',
  '/var/run',
  'host name',
  'höst',
  '%2Fvar%2Frun',
);
const port = fc.constantFrom('', ':5432', ':0', ':99999', ':x', ':5432,');
const scheme = fc.constantFrom(
  'postgres',
  'postgresql',
  'POSTGRES',
  'postgresq',
  'mysql',
  'sqlite',
  'file',
  'pg',
  '',
  'http',
);
const slashes = fc.constantFrom('//', '//', '//', '/', '', '///');
const user = fc.constantFrom('lse', '', 'user%40company', 'user@company');
const database = fc.constantFrom('', '/lse', '/l se', '/lse/more', '/%00', '/%zz', '/über');
const parameter = fc.oneof(
  fc.constantFrom(
    'sslmode=require',
    'sslmode=bogus',
    'application_name=x',
    'options=-c%20a%3Db',
    'schema=x',
    'host=other',
    '',
  ),
  encodedPassword.map((secret) => `password=${secret}`),
  encodedPassword.map((secret) => `sslpassword=${secret}`),
);

/** A URL with a password in one of the places where people write one. */
const urlWithSecret = fc
  .tuple(scheme, slashes, user, password, host, port, database, fc.array(parameter, {maxLength: 2}))
  .map(([type, marks, name, secret, where, at, path, parameters]) => {
    const query = parameters.length === 0 ? '' : `?${parameters.join('&')}`;
    return `${type}:${marks}${name}:${secret}@${where}${at}${path}${query}`;
  });
const url = fc.oneof(
  {weight: 5, arbitrary: urlWithSecret},
  {weight: 2, arbitrary: damagedText(urlWithSecret)},
  {weight: 1, arbitrary: fc.string({unit: 'binary'})},
);
/** As it may stand where no URL belongs: in one piece, so that it can be known for one. */
const misplacedUrl = fc
  .tuple(
    fc.constantFrom('postgres', 'postgresql', 'mysql', 'https'),
    fc.array(fc.string({unit: fc.constantFrom(...'ab1!$&*+,;=@/?%7C~é'), maxLength: 5}), {minLength: 2, maxLength: 2}),
    host.filter((name) => !name.includes(' ')),
    port,
    database.filter((name) => !name.includes(' ')),
  )
  .map(([type, parts, where, at, path]) => `${type}://lse:${parts.join(SECRET)}@${where}${at}${path}`);

function showsSecret(text: string): boolean {
  return text.includes(SECRET) || decoded(text).includes(SECRET);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const variableName = fc.constantFrom(
  'LSE_DATA_DIR',
  'LSE_DATABASE_URL',
  'LSE_REPORT_BACKEND',
  'LSE_REPORT_FALLBACK',
  'LSE_LEDGER',
  'LSE_SHADOW',
  'LSE_SHADOW_LIMIT',
  'LSE_SHADOW_PER_MINUTE',
  'LSE_MAX_FILE_BYTES',
  'LSE_CACHE',
  'LSE_ROLLOUT_FILE',
  'LSE_ROLLOUT_PROVIDER',
  'LSE_TYPO',
  'LSE_DATABASE',
  'PATH',
  '__proto__',
);
const plainValue = fc.oneof(
  fc.constantFrom('', 'on', 'off', 'file', 'db', '1', '-1', '1e9', 'redis', './data'),
  fc.string({unit: 'binary', maxLength: 10}),
);
const variableValue = fc.oneof(misplacedUrl, plainValue);
const dotenvLines = (values: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .array(
      fc.tuple(
        fc.constantFrom('', 'export ', ' ', '# '),
        variableName,
        fc.constantFrom('=', ' = ', ': '),
        values,
        fc.constantFrom('', '"', "'", '`'),
      ),
      {maxLength: 4},
    )
    .map((lines) =>
      lines
        .map(([before, name, equals, value, quote]) => `${before}${name}${equals}${quote}${value}${quote}`)
        .join('\n'),
    );
const dotenvText = fc.oneof(dotenvLines(variableValue), damagedText(dotenvLines(plainValue)));

export const settings: readonly Fuzzed[] = [
  fuzzed('a URL is a location, or refused in words that hold no password', 5, url, (text) => {
    for (const parse of [parseSourceUrl, parseDatabaseUrl]) {
      const found = outcomeOf(() => parse(text));
      if ('value' in found) continue;
      ok(
        found.error instanceof LseError || Object.getPrototypeOf(found.error) === Error.prototype,
        `an error that is none of ours: ${found.error.stack}`,
      );
      ok(!showsSecret(found.error.message), `the message shows the password: ${found.error.message}`);
    }
  }),
  fuzzed('the URL of a database is never shown with its password', 5, urlWithSecret, (text) => {
    const found = outcomeOf(() => parseDatabaseUrl(text));
    if ('error' in found || found.value.kind !== 'postgres') return;
    const shown = redactUrl(found.value.url);
    ok(!showsSecret(shown), `it is shown as ${shown}`);
  }),
  fuzzed(
    'settings are read, or every fault is named without a password',
    4,
    fc.tuple(dotenvText, fc.dictionary(variableName, variableValue, {maxKeys: 3})),
    ([dotenv, environment]) => {
      const found = outcomeOf(() => parseSettings({}, environment, parseDotenv(Buffer.from(dotenv))));
      if ('value' in found) return;
      ok(found.error instanceof ConfigError, `an error that is none of ours: ${found.error.stack}`);
      const shown = shownNotice(found.error.message);
      ok(!showsSecret(shown), `the message shows a password: ${shown}`);
    },
  ),
];
