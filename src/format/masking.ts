const MASK = '***';
const SECRET_NAMES = ['apikey', 'api_key', 'key', 'token', 'access_token', 'password', 'secret', 'signature', 'auth'];

/** A blank between a scheme and its credentials, as written or in a query. */
const GAP = String.raw`(?:\s|%20|\+)+`;
const BEARER = new RegExp(String.raw`\b(bearer${GAP}["']?)[^\s"'<>&\\]+`, 'gi');
const BASIC = new RegExp(String.raw`\b(basic${GAP})([a-z0-9+/_-]+(?:=|%3d){0,2})`, 'gi');

/** User info ends at the last `@` before the path; what a URL cannot hold ends the search. */
const USER_INFO = /(\/\/)[^\s/?#"<>\\]+@/g;
/** The same inside a value that was percent-encoded, once or more often. */
const ENCODED_USER_INFO = /((?:%(?:25)*2f){2})(?:[^\s/?#"<>&%]|%(?!(?:25)*(?:2f|3f|23|26)))+(%(?:25)*40)/gi;

/** A secret's name as a whole parameter: at the start, or behind something that no name holds. */
const SECRET_PARAMETER = new RegExp(
  String.raw`(?<=^|[^\w.~%-]|%(?:25)*(?:3f|26|3b|23|20|22|27|2c|7b))(?:${SECRET_NAMES.map(anyEncoding).join('|')})(=|%((?:25)*)3d)`,
  'gi',
);

/**
 * The text with its credentials replaced by `***`: user info in URLs, the values of query parameters that carry secrets
 * and what follows `Bearer` or `Basic`. Masking twice changes nothing more, and time grows with the text, not faster.
 */
export function maskSecrets(text: string): string {
  // Credentials first: `auth=Bearer abc` would else lose its scheme and keep its secret.
  const withoutCredentials = text
    .replace(BEARER, `$1${MASK}`)
    .replace(BASIC, (whole, scheme: string, encoded: string) => (isUserAndPassword(encoded) ? scheme + MASK : whole));
  return maskParameters(withoutCredentials).replace(USER_INFO, `$1${MASK}@`).replace(ENCODED_USER_INFO, `$1${MASK}$2`);
}

function maskParameters(text: string): string {
  let masked = '';
  let done = 0;
  for (const match of text.matchAll(SECRET_PARAMETER)) {
    const start = match.index + match[0].length;
    if (match.index < done) continue;
    const end = endOfValue(text, start, match[1] === '=' ? 0 : 1 + (match[2] ?? '').length / 2);
    if (end > start) masked += text.slice(done, start) + MASK;
    else masked += text.slice(done, start);
    done = end;
  }
  return masked + text.slice(done);
}

/**
 * Where a value ends. Only a delimiter that is encoded no deeper than the parameter's own `=` ends it: the `%26` in
 * `token=a%26b` belongs to the secret, the one in `%3Ftoken%3Da%26b` does not.
 */
function endOfValue(text: string, start: number, depth: number): number {
  const encoded = depth === 0 ? '' : `|%(?:25){0,${depth - 1}}(?:26|23)`;
  const delimiter = new RegExp(`[&#\\s"'<>]${encoded}`, 'gi');
  delimiter.lastIndex = start;
  return delimiter.exec(text)?.index ?? text.length;
}

/** A pattern for a name any of whose characters may be percent-encoded, any number of times. */
function anyEncoding(name: string): string {
  return [...name]
    .map((character) => {
      const codes = new Set(
        [character.toLowerCase(), character.toUpperCase()].map((c) => c.charCodeAt(0).toString(16)),
      );
      return `(?:${character}|%(?:25)*(?:${[...codes].join('|')}))`;
    })
    .join('');
}

/** Only text with a colon is a user and a password; "Basic authentication" is prose. */
function isUserAndPassword(encoded: string): boolean {
  const bytes = Buffer.from(encoded.replace(/%3d/gi, '='), 'base64');
  return bytes.includes(0x3a) && bytes.every((byte) => byte >= 0x20 && byte !== 0x7f);
}
