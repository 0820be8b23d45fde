import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {compareCodePoints} from '../../src/core/code-point-order.ts';
import {jsonDifferences} from '../../src/core/json/difference.ts';
import {parseJson} from '../../src/core/json/parse.ts';
import {canonicalJson} from '../../src/core/json/print.ts';
import {isArray, isObject, type JsonValue} from '../../src/core/json/value.ts';
import {anyJsonText} from '../properties/json-text-arbitrary.ts';

function value(text: string): JsonValue {
  return parseJson(text).value;
}

function textOf(canonical: Uint8Array | undefined): string | null {
  return canonical === undefined ? null : new TextDecoder('utf-8', {ignoreBOM: true}).decode(canonical);
}

type Differences = [path: string, control: string | null, candidate: string | null][];

function differences(control: string, candidate: string): Differences {
  const canonical = (text: string): Buffer => Buffer.from(canonicalJson(value(text)));
  return [...jsonDifferences(canonical(control), canonical(candidate))].map((each) => [
    each.path,
    textOf(each.control),
    textOf(each.candidate),
  ]);
}

/** What the differences are, said of values: the walk of the texts has to find the same. */
function defined(path: string, control: JsonValue | undefined, candidate: JsonValue | undefined): Differences {
  if (isObject(control) && isObject(candidate)) {
    const keys = [...new Set([...control.keys(), ...candidate.keys()])].sort(compareCodePoints);
    return keys.flatMap((key) => {
      const step = /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
      return defined(`${path}${step}`, control.get(key), candidate.get(key));
    });
  }
  if (isArray(control) && isArray(candidate)) {
    const length = Math.max(control.length, candidate.length);
    return Array.from({length}).flatMap((_, at) => defined(`${path}[${at}]`, control[at], candidate[at]));
  }
  const text = (side: JsonValue | undefined): string | null => (side === undefined ? null : canonicalJson(side));
  return text(control) === text(candidate) ? [] : [[path, text(control), text(candidate)]];
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
        expect(differences(left, left)).toEqual([]);
        const isSame = canonicalJson(value(left)) === canonicalJson(value(right));
        expect(differences(left, right).length === 0).toBe(isSame);
      }),
    );
  });

  it('are those of the values, whatever was damaged where', () => {
    const found = new Set<string>();
    fc.assert(
      fc.property(damagedPair, ([left, right]) => {
        const expected = defined('$', value(left), value(right));
        expect(differences(left, right)).toEqual(expected);
        for (const [path, control, candidate] of expected) {
          found.add(control === null ? 'extra' : candidate === null ? 'missing' : 'changed');
          if (path.length > 1000) found.add('deep');
          if ((control?.length ?? 0) > 10_000) found.add('long');
        }
        if (expected.length === 0 && left !== right) found.add('written otherwise');
      }),
      {numRuns: 2000},
    );
    expect([...found].sort()).toEqual(['changed', 'deep', 'extra', 'long', 'missing', 'written otherwise']);
  });

  it('are found in what is nested deeper than the stack is', () => {
    const nested = (inner: string): Buffer => Buffer.from(`${'[{"a":'.repeat(50_000)}${inner}${'}]'.repeat(50_000)}`);
    const [only, ...others] = jsonDifferences(nested('1'), nested('2'));
    expect(others).toEqual([]);
    expect(only?.path).toBe(`$${'[0].a'.repeat(50_000)}`);
  });
});

/** A value as it may be written: the parts that an edit can change, and what they look like afterwards. */
const part = fc.oneof(
  {weight: 8, arbitrary: anyJsonText},
  {weight: 1, arbitrary: fc.constantFrom('"\\ud800"', '"\\u0000"', '{"\\udc00":1}', '{"\\u0000":[]}', '{"a":1,"a":2}')},
  {weight: 1, arbitrary: fc.constantFrom('1.0', '10e-1', '1', '1E0', '-0', '0', '0e9', '12345678901234567890.10')},
  {weight: 1, arbitrary: fc.constantFrom('a', '\\"', 'я', '😀').map((unit) => `"${unit.repeat(20_000)}"`)},
);
const key = fc.constantFrom('a', 'b', 'a b', '', '\\"', '😀', '～', '\\ud800', '\\u0061', '__proto__', '10', '9');

/** Two texts of one shape, each member, element and value of which may be another one, or may not be there. */
const damagedPair: fc.Arbitrary<[string, string]> = fc.letrec<{pair: [string, string]}>((tie) => ({
  pair: fc.oneof(
    {depthSize: 'small', maxDepth: 4},
    {weight: 4, arbitrary: part.map((text): [string, string] => [text, text])},
    {weight: 2, arbitrary: fc.tuple(part, part)},
    {
      weight: 3,
      arbitrary: listOf(tie('pair')).map((sides) => sides.map((all) => `[${all.join(' ,')}]`) as [string, string]),
    },
    {
      weight: 4,
      arbitrary: fc
        .tuple(
          listOf(
            fc
              .tuple(key, tie('pair'))
              .map(([name, sides]) => sides.map((text) => `"${name}": ${text}`) as [string, string]),
          ),
          fc.boolean(),
        )
        .map(
          ([[left, right], turns]) =>
            [`{${left.join(',\n')}}`, `{${(turns ? right.reverse() : right).join(',')}}`] as [string, string],
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie('pair'), fc.constantFrom(3, 300, 890), fc.constantFrom(['[1,', ']'], ['{"b":{},"a":', '}']))
        .map(
          ([sides, depth, [open, close]]) =>
            sides.map((text) =>
              depthOf(text) + depth > 900
                ? text
                : (open as string).repeat(depth) + text + (close as string).repeat(depth),
            ) as [string, string],
        ),
    },
  ),
})).pair;

/** Of each side those that it has. */
function listOf(pair: fc.Arbitrary<[string, string]>): fc.Arbitrary<[string[], string[]]> {
  const there = fc.constantFrom('both', 'both', 'both', 'left', 'right');
  return fc
    .array(fc.tuple(pair, there), {maxLength: 4})
    .map((all) => [
      all.flatMap(([[left], side]) => (side === 'right' ? [] : [left])),
      all.flatMap(([[, right], side]) => (side === 'left' ? [] : [right])),
    ]);
}

/** No less than how deep a text is nested. */
function depthOf(text: string): number {
  return text.split(/[[{]/).length - 1;
}
