/** @typedef {import('../random.js').Random} Random */

/**
 * Ways to spoil a document's file, each by a rule of the contract. `text` is a readable document `{"metadata": …, "trace": {"id": …`.
 *
 * @type {Readonly<Record<string, (text: string, random: Random) => string | Buffer>>}
 */
const ways = {
  truncated: (text, random) => text.slice(0, random.integer(1, text.trimEnd().length - 1)),
  empty: () => '',
  'not-utf-8': (text) =>
    Buffer.concat([Buffer.from(text.slice(0, 2)), Buffer.from([0xff]), Buffer.from(text.slice(2))]),
  'not-a-number': (text) => text.replace('{', '{"nan":NaN,'),
  'too-deep': (text) => text.replace('{', `{"deep":${'['.repeat(900)}${']'.repeat(900)},`),
  'number-out-of-range': (text) => text.replace('{', '{"number":[1e16001],'),
  'two-marks': (text) => `\ufeff\ufeff${text}`,
  'trailing-comma': (text) => text.replace(/\}\s*$/, ',}'),
  'more-than-one-value': (text) => `${text} {}`,
  'root-array': (text) => `[${text}]`,
  'no-run-id': () => '{"metadata":{"run_id":""},"trace":{"id":5,"name":"zenrows_scraper","status":"error"}}',
  'trace-array': () => '{"metadata":{"run_id":"r"},"trace":[]}',
  'id-with-nul': () => '{"trace":{"id":"a\\u0000b","status":"error"}}',
  'id-of-513-bytes': () => `{"trace":{"id":"${'x'.repeat(513)}"}}`,
  'trace-id-lone-surrogate': () => '{"trace":{"id":"r","trace_id":"\\udc00"}}',
};

/** @param {string} text @param {Random} random @returns {{way: string, bytes: Buffer}} */
export function spoil(text, random) {
  const way = random.pick(Object.keys(ways));
  return {way, bytes: Buffer.from(/** @type {(text: string, random: Random) => string} */ (ways[way])(text, random))};
}
