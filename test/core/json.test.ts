import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {parseDecimal, printDecimal, toSafeInteger} from '../../src/core/json/decimal.ts';
import {detached} from '../../src/core/json/detached.ts';
import {JsonSyntaxError, parseJson} from '../../src/core/json/parse.ts';
import {canonicalJson, compactJson, prettyJson} from '../../src/core/json/print.ts';
import {JsonNumber, member} from '../../src/core/json/value.ts';

const canonical = (text: string): string => canonicalJson(parseJson(text).value);

describe('the JSON reader', () => {
  it('reads whatever JSON.parse reads, as the same value', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const ours = JSON.parse(compactJson(parseJson(text).value));
        expect(ours).toEqual(JSON.parse(text, (_, value) => (Object.is(value, -0) ? 0 : value)));
      }),
      {numRuns: 500},
    );
  });

  it('refuses whatever JSON.parse refuses', () => {
    const fragments = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '\\',
      '1',
      '-',
      '.',
      'e',
      '0',
      'true',
      'nul',
      ' ',
      '\t',
      '\u00a0',
      '\n',
      '\u0001',
    );
    fc.assert(
      fc.property(fc.array(fragments, {maxLength: 8}), (parts) => {
        const text = parts.join('');
        let accepted = true;
        try {
          JSON.parse(text);
        } catch {
          accepted = false;
        }
        if (accepted) expect(() => parseJson(text)).not.toThrow();
        else expect(() => parseJson(text)).toThrow(JsonSyntaxError);
      }),
      {numRuns: 3000},
    );
  });

  it.each([
    ['', 'not JSON: the text ends early'],
    ['{"a":1,}', 'not JSON: an unexpected character at offset 7'],
    ['{"a" 1}', 'not JSON: an unexpected character at offset 5'],
    ['[1 2]', 'not JSON: an unexpected character at offset 3'],
    ['NaN', 'not JSON: an unexpected character at offset 0'],
    ['01', 'not JSON: an unexpected character at offset 1'],
    ['"a\nb"', 'not JSON: an unexpected character at offset 2'],
    ['"a', 'not JSON: the text ends early'],
    ['"\\x"', 'not JSON: a bad escape in the string at offset 0'],
    ['1e16001', 'a number beyond 10^±16000 or 16383 decimals at offset 0'],
    ['-2e16000', 'a number beyond 10^±16000 or 16383 decimals at offset 0'],
    ['9e-16001', 'a number beyond 10^±16000 or 16383 decimals at offset 0'],
    [`0.${'0'.repeat(16_383)}1`, 'a number beyond 10^±16000 or 16383 decimals at offset 0'],
    [`1.${'0'.repeat(16_383)}1`, 'a number beyond 10^±16000 or 16383 decimals at offset 0'],
    [`${'['.repeat(901)}${']'.repeat(901)}`, 'nested over 900 levels'],
    [`${'{"a":'.repeat(901)}1${'}'.repeat(901)}`, 'nested over 900 levels'],
  ])('says what is wrong with %.20s', (text, message) => {
    expect(() => parseJson(text)).toThrow(message);
  });

  it('reads 900 levels, and any number of siblings', () => {
    expect(() => parseJson(`${'['.repeat(900)}${']'.repeat(900)}`)).not.toThrow();
    expect(() => parseJson(`[${'[],{"a":{}},'.repeat(2000)}1]`)).not.toThrow();
  });

  it('reads deeper and greater without limits', () => {
    expect(() => parseJson(`${'['.repeat(2000)}1e99999${']'.repeat(2000)}`, 'none')).not.toThrow();
  });

  it('keeps keys that JavaScript objects treat in their own way', () => {
    expect(canonical('{"__proto__":1,"10":2,"9":3,"constructor":4}')).toBe(
      '{"10":2,"9":3,"__proto__":1,"constructor":4}',
    );
    expect(member(parseJson('{"a":{"b":1}}').value, 'a', 'c')).toBeUndefined();
    expect(member(parseJson('{"a":[1]}').value, 'a', '0')).toBeUndefined();
  });

  it('notes what jsonb refuses, wherever it is', () => {
    expect(parseJson('["\\u0000"]').storableText).toBe(false);
    expect(parseJson('{"\\ud800":1}').storableText).toBe(false);
    expect(parseJson('["\\ud83d\\ude00","\\\\u0000"]').storableText).toBe(true);
    expect(parseJson('[1e301]').storableNumbers).toBe(false);
    expect(parseJson(`[1.${'0'.repeat(301)}]`).storableNumbers).toBe(false);
    expect(parseJson('[1e300, 1.5]').storableNumbers).toBe(true);
  });
});

describe('a printed number', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['-0.000', '0'],
    ['0e5', '0'],
    ['1', '1'],
    ['-1', '-1'],
    ['1.50', '1.5'],
    ['100', '100'],
    ['1e2', '100'],
    ['1E+2', '100'],
    ['1.5e1', '15'],
    ['15e-1', '1.5'],
    ['1e-7', '0.0000001'],
    ['-1.25e-3', '-0.00125'],
    ['123456789012345678901', '123456789012345678901'],
    ['1e20', '100000000000000000000'],
    ['1e21', '1e+21'],
    ['1.5e30', '1.5e+30'],
    ['1234567890123456789012', '1.234567890123456789012e+21'],
    ['0.12345678901234567890', '0.1234567890123456789'],
    ['0.12345678901234567891', '0.12345678901234567891'],
    ['0.123456789012345678912', '1.23456789012345678912e-1'],
    ['1e-20', '0.00000000000000000001'],
    ['1e-21', '1e-21'],
    ['12345678901234567890.1', '12345678901234567890.1'],
    ['12345678901234567890.12', '1.234567890123456789012e+19'],
  ])('%s is %s', (lexeme, printed) => {
    expect(printDecimal(parseDecimal(lexeme))).toBe(printed);
  });

  it('has the value of what was read', () => {
    fc.assert(
      fc.property(fc.double({noNaN: true, noDefaultInfinity: true}), (value) => {
        const printed = printDecimal(parseDecimal(JSON.stringify(value)));
        expect(Number(printed)).toBe(value === 0 ? 0 : value);
        expect(printDecimal(parseDecimal(printed))).toBe(printed);
      }),
      {numRuns: 1000},
    );
  });

  it('is an integer only where a double holds it', () => {
    const integer = (lexeme: string): number | null => toSafeInteger(parseDecimal(lexeme));
    expect([integer('0'), integer('1.0'), integer('12e2'), integer('-9007199254740991')]).toEqual([
      0, 1, 1200, -9007199254740991,
    ]);
    expect([integer('1.5'), integer('9007199254740992'), integer('1e300'), integer('1e-1')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('printed JSON', () => {
  it('sorts keys by code point at every depth', () => {
    expect(canonical('{"b":[{"\u{1f600}":1,"\uff01":2}],"B":1,"a":null}')).toBe(
      '{"B":1,"a":null,"b":[{"\uff01":2,"\u{1f600}":1}]}',
    );
  });

  it('is JSON over several lines', () => {
    const value = parseJson('{"a":[],"b":{},"c":[1,{"d":"\\u2028"}],"__proto__":true}').value;
    const text = '{"a":[],"b":{},"c":[1,{"d":"\\u2028"}],"__proto__":true}';
    expect(prettyJson(value)).toBe(JSON.stringify(JSON.parse(text), null, 2));
  });

  it('is well-formed where a string is not', () => {
    expect(compactJson(parseJson('"\\ud800\\u0000\\u001f"').value)).toBe('"\\ud800\\u0000\\u001f"');
  });
});

describe('a detached value', () => {
  it('is the same value', () => {
    const text = '{"a":[1.50,"x",null,true,{"b":"\\u0000"}]}';
    expect(compactJson(detached(parseJson(text).value))).toBe(compactJson(parseJson(text).value));
    expect(detached(undefined)).toBeUndefined();
    expect(detached(new JsonNumber('1.0'))).toEqual(new JsonNumber('1.0'));
  });
});
