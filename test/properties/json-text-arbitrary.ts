import fc from 'fast-check';

/**
 * JSON as text, never as values: what matters here (duplicate keys, digits beyond a double, lone surrogates)
 * does not survive a trip through JavaScript's own values.
 */
export type JsonText = string;

/** A short string of characters that each break something somewhere; halves of a pair may stand alone or meet. */
export const hostileString: fc.Arbitrary<string> = fc.string({
  maxLength: 6,
  unit: fc.constantFrom(
    ...'ab\0\t\n\v\f\r\u001b\u007f\u0085\u00a0\u2003\u2028\ufeff\ud83d\ude00"\\/%\'～ßİ'.split(''),
    '😀',
    '\r\n',
  ),
});

/** Written as it is or all in escapes, which is the same string. */
export function stringText(strings: fc.Arbitrary<string>): fc.Arbitrary<JsonText> {
  return fc.tuple(strings, weighted([9, false], [1, true])).map(([string, escapeAll]) => {
    if (!escapeAll) return JSON.stringify(string);
    const escapes = string.split('').map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    return `"${escapes.join('')}"`;
  });
}

export const numberText: fc.Arbitrary<JsonText> = fc.oneof(
  fc.constantFrom(
    '0',
    '-0',
    '0.0',
    '7',
    '1.50',
    '-12',
    '1e21',
    '1e20',
    '1.5e30',
    '1E-7',
    '9007199254740993',
    '0e99999',
  ),
  fc.constantFrom('123456789012345678901', '1234567890123456789012', '0.00000000000000000001', '1e-21', '-1.0e400'),
  fc.constantFrom('1e16000', '-1e-16000', '1757757600000', '1.7577576e12', '1757757600000.5', '-1'),
  fc
    .tuple(fc.constantFrom('', '-'), fc.nat(), fc.option(fc.nat()), fc.option(fc.integer({min: -40, max: 40})))
    .map(([sign, whole, fraction, power]) => {
      return `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${power === null ? '' : `e${power}`}`;
    }),
);

export interface Member {
  readonly key: string;
  readonly text: JsonText;
}

export function objectText(members: readonly Member[]): JsonText {
  return `{${members.map(({key, text}) => `${JSON.stringify(key)}: ${text}`).join(',')}}`;
}

const anyKey = fc.oneof(fc.constantFrom('a', 'b', '', '__proto__', '10', '9', '😀', '～', '\ud800'), hostileString);

/** Any value, now and then with one key twice. */
export const anyJsonText: fc.Arbitrary<JsonText> = fc.letrec<{value: JsonText}>((tie) => ({
  value: fc.oneof(
    {depthSize: 'small', maxDepth: 3},
    fc.constantFrom('null', 'true', 'false'),
    numberText,
    stringText(hostileString),
    fc.array(tie('value'), {maxLength: 3}).map((items) => `[${items.join(' ,\n')}]`),
    fc.array(fc.record({key: anyKey, text: tie('value')}), {maxLength: 3}).map(objectText),
  ),
})).value;

/** `fc.oneof` over constants, each with its weight. */
export function weighted<T>(...choices: readonly (readonly [number, T])[]): fc.Arbitrary<T> {
  return fc.oneof(...choices.map(([weight, value]) => ({weight, arbitrary: fc.constant(value)})));
}
