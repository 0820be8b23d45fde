import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {changeDocument} from '../../../src/compare/formats/documents/change.ts';
import {shownValue} from '../../../src/compare/records/shown-value.ts';
import {parseJson} from '../../../src/core/json/parse.ts';
import {canonicalJson} from '../../../src/core/json/print.ts';
import type {JsonValue} from '../../../src/core/json/value.ts';
import {anyJsonText} from '../../properties/json-text-arbitrary.ts';

const secret = `"https://h/?token=${'x1'.repeat(20_000)}"`;
/** Parts that a masked text is much shorter than, or that are masked only as long as they stand together. */
const part = fc.oneof(
  anyJsonText,
  fc.constantFrom(secret, `{"password": ${secret}}`, '["x-api-key", "abc1"]', '["x-api-key", "abc1", 2]'),
  fc.constantFrom('{"name": "x-api-key", "value": "abc1"}', `"${'a'.repeat(30_000)}"`, '[[[[[[["deep"]]]]]]]'),
);
/** Long ones, begun by any. */
const longText = fc
  .tuple(fc.array(part, {maxLength: 6}), part, fc.constantFrom(0, 3, 700), fc.boolean())
  .map(([first, repeated, depth, isObject]) => {
    const texts = [...first, ...Array.from({length: 1 + Math.ceil(70_000 / repeated.length)}, () => repeated)];
    const inner = isObject ? `{${texts.map((text, at) => `"${at}": ${text}`)}}` : `[${texts}]`;
    return `${'[["x-api-key","abc1"],'.repeat(depth)}${inner}${']'.repeat(depth)}`;
  });

function shown(value: JsonValue, path: string, mask: boolean): unknown {
  return changeDocument({path, control: value, candidate: undefined}, mask);
}

describe('the value of a change', () => {
  it('is shown as the whole one would be, masked or not', () => {
    let cut = 0;
    fc.assert(
      fc.property(longText, fc.constantFrom('$.trace.outputs', '$.trace.secret'), fc.boolean(), (text, path, mask) => {
        const whole = parseJson(text).value;
        const canonical = canonicalJson(whole);
        const value = shownValue(Buffer.from(canonical));
        expect(shown(value, path, mask)).toEqual(shown(whole, path, mask));
        if (canonicalJson(value).length < canonical.length) cut += 1;
      }),
      {numRuns: 40},
    );
    expect(cut).toBeGreaterThan(10);
  });

  it.each([
    ['a list', `[${'1,'.repeat(5_000_000)}1]`],
    ['an object', `{"a":[${'{"b":[]},'.repeat(500_000)}0],"b":1}`],
  ])('is read no further than it is shown: %s', (_what, canonical) => {
    expect(canonicalJson(shownValue(Buffer.from(canonical))).length).toBeLessThan(100_000);
  });
});
