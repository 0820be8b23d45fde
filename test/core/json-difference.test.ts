import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {jsonDifferences} from '../../src/core/json/difference.ts';
import {parseJson} from '../../src/core/json/parse.ts';
import {canonicalJson} from '../../src/core/json/print.ts';
import type {JsonValue} from '../../src/core/json/value.ts';
import {anyJsonText} from '../properties/json-text-arbitrary.ts';

function value(text: string): JsonValue {
  return parseJson(text).value;
}

function differences(control: string, candidate: string): [string, string | null, string | null][] {
  const text = (side: JsonValue | undefined): string | null => (side === undefined ? null : canonicalJson(side));
  return jsonDifferences(value(control), value(candidate)).map((each) => [
    each.path,
    text(each.control),
    text(each.candidate),
  ]);
}

describe('the differences of two values', () => {
  it('are the smallest places, by path', () => {
    expect(differences('{"b": {"c": [1, {"d": 2}]}, "a": 1}', '{"a": 1, "b": {"c": [1, {"d": 3}, 4]}}')).toEqual([
      ['$.b.c[1].d', '2', '3'],
      ['$.b.c[2]', null, '4'],
    ]);
  });

  it('tell null from absent, and a text from a number', () => {
    expect(differences('{"a": null, "b": "1"}', '{"b": 1, "c": null}')).toEqual([
      ['$.a', 'null', null],
      ['$.b', '"1"', '1'],
      ['$.c', null, 'null'],
    ]);
  });

  it('count every digit, and not how a number is written', () => {
    expect(differences('[1.0, 12345678901234567890, -0]', '[10e-1, 12345678901234567891, 0]')).toEqual([
      ['$[1]', '12345678901234567890', '12345678901234567891'],
    ]);
  });

  it('have paths for keys of any kind', () => {
    expect(differences('{"a b": 1, "": 2, "x\\"y": 3, "__proto__": 4}', '{}')).toEqual([
      ['$[""]', '2', null],
      ['$.__proto__', '4', null],
      ['$["a b"]', '1', null],
      ['$["x\\"y"]', '3', null],
    ]);
  });

  it('are none exactly where the canonical texts are equal', () => {
    fc.assert(
      fc.property(anyJsonText, anyJsonText, (left, right) => {
        const [a, b] = [value(left), value(right)];
        expect(jsonDifferences(a, a)).toEqual([]);
        expect(jsonDifferences(a, b).length === 0).toBe(canonicalJson(a) === canonicalJson(b));
      }),
    );
  });
});
