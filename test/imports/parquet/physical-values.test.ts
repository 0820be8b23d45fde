import {describe, expect, it} from '@jest/globals';
import type {SchemaElement} from 'hyparquet';
import {jsonInText} from '../../../src/imports/formats/parquet/json-in-text.ts';
import {jsonOfPhysical, type PhysicalValue} from '../../../src/imports/formats/parquet/physical-values.ts';

type Element = Omit<SchemaElement, 'name'>;

const int32 = {type: 'INT32'} as const;
const int64 = {type: 'INT64'} as const;
const fixed = {type: 'FIXED_LEN_BYTE_ARRAY'} as const;
const binary = {type: 'BYTE_ARRAY'} as const;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const UUID_BYTES = Uint8Array.from({length: 16}, (_, at) => at * 16 + at);
const UUID = '00112233-4455-6677-8899-aabbccddeeff';

function json(value: PhysicalValue, element: Element, meaning: 'id' | 'value' = 'value'): string {
  return jsonOfPhysical(value, {name: 'a', ...element}, meaning);
}

describe('a stored value as JSON', () => {
  it.each<[string, PhysicalValue, Element]>([
    ['true', true, {type: 'BOOLEAN'}],
    ['-5', -5, int32],
    ['4294967295', -1, {...int32, converted_type: 'UINT_32'}],
    ['18446744073709551615', -1n, {...int64, logical_type: {type: 'INTEGER', bitWidth: 64, isSigned: false}}],
    ['-1', -1n, {...int64, logical_type: {type: 'INTEGER', bitWidth: 64, isSigned: true}}],
    ['"2025-09-13"', 20344, {...int32, converted_type: 'DATE'}],
    ['"0001-01-01"', -719162, {...int32, logical_type: {type: 'DATE'}}],
    ['4000000', 4000000, {...int32, converted_type: 'DATE'}],
    ['"10:00:00.250"', 36000250, {...int32, converted_type: 'TIME_MILLIS'}],
    ['"10:00:00.000001"', 36000000001n, {...int64, converted_type: 'TIME_MICROS'}],
    ['"00:00:00.000000001"', 1n, {...int64, logical_type: {type: 'TIME', isAdjustedToUTC: true, unit: 'NANOS'}}],
    ['"1970-01-01T00:00:00.000Z"', 0n, {...int64, converted_type: 'TIMESTAMP_MILLIS'}],
    ['"1969-12-31T23:59:59.999999Z"', -1n, {...int64, converted_type: 'TIMESTAMP_MICROS'}],
    // Later than the year 9999: no ISO 8601 of four digits, so the count stays.
    ['9223372036854775807', 9223372036854775807n, {...int64, converted_type: 'TIMESTAMP_MILLIS'}],
    ['"2025-09-13T10:00:00.000000001Z"', 1757757600000000001n, {type: 'INT96'}],
    ['-0.05', -5, {...int32, converted_type: 'DECIMAL', scale: 2, precision: 9}],
    ['1234.5678', 12345678n, {...int64, logical_type: {type: 'DECIMAL', scale: 4, precision: 18}}],
    ['-1', -1n, {...int64, converted_type: 'DECIMAL', precision: 18}],
    ['-0.01', new Uint8Array([0xff]), {...fixed, converted_type: 'DECIMAL', scale: 2}],
    ['0.00', new Uint8Array([]), {...binary, converted_type: 'DECIMAL', scale: 2}],
    ['0.1', Math.fround(0.1), {type: 'FLOAT'}],
    ['16777216', 16777216, {type: 'FLOAT'}],
    ['3.4028235e+38', Math.fround(3.4028235e38), {type: 'FLOAT'}],
    ['0.1', 0.1, {type: 'DOUBLE'}],
    ['-0', -0, {type: 'DOUBLE'}],
    ['"-Infinity"', -Infinity, {type: 'DOUBLE'}],
    ['1.5', new Uint8Array([0x00, 0x3e]), {...fixed, logical_type: {type: 'FLOAT16'}}],
    ['"a \\"b\\""', utf8('a "b"'), {...binary, converted_type: 'UTF8'}],
    ['"x"', utf8('x'), {...binary, logical_type: {type: 'ENUM'}}],
    ['"x"', utf8('x'), binary],
    ['"/w=="', new Uint8Array([0xff]), binary],
    ['"eA=="', utf8('x'), {...binary, converted_type: 'BSON'}],
    [`"${UUID}"`, UUID_BYTES, {...fixed, logical_type: {type: 'UUID'}}],
    ['"ABEiM0RVZneImaq7zN3u/w=="', UUID_BYTES, fixed],
  ])('is %s for %p of %j', (expected, value, element) => {
    expect(json(value, element)).toBe(expected);
  });

  it.each<[string, PhysicalValue, Element]>([
    [`"${UUID}"`, UUID_BYTES, fixed],
    [`"${UUID}"`, UUID_BYTES, binary],
    [`"${UUID}"`, utf8(`"${UUID}"`), {...binary, converted_type: 'UTF8'}],
    [`"${UUID}"`, utf8(UUID), binary],
    // Sixteen letters that are said to be a text are one.
    ['"0123456789abcdef"', utf8('0123456789abcdef'), {...binary, converted_type: 'UTF8'}],
    ['"\\"no id\\""', utf8('"no id"'), {...binary, converted_type: 'UTF8'}],
  ])('is %s in a column of ids for %p of %j', (expected, value, element) => {
    expect(json(value, element, 'id')).toBe(expected);
  });

  it.each<[PhysicalValue, Element]>([
    [new Uint8Array([0xff]), {...binary, converted_type: 'UTF8'}],
    [1n, {...int64, converted_type: 'DECIMAL', scale: -1}],
    [1n, {...int64, converted_type: 'DECIMAL', scale: 2 ** 30}],
  ])('is refused: %p of %j', (value, element) => {
    expect(() => json(value, element)).toThrow(/^has a /);
  });
});

describe('JSON in a text', () => {
  const within = (text: string, kind: 'object' | 'list'): string | null => {
    const found = jsonInText(utf8(text), kind);
    return found === null ? null : Buffer.from(found).toString('utf8');
  };

  it.each([
    ['{"a": 1.0}', 'object'],
    [' [1 ,2]\n', 'object'],
    ['null', 'object'],
    ['12e400', 'list'],
    // A text that was a text before it was put into the column.
    ['"plain"', 'object'],
    ['"[1]"', 'object'],
    ['"{}"', 'list'],
    ['"{broken"', 'object'],
    ['"{\\"a\\": \\"\\ud800\\"}"', 'object'],
  ] as const)('is %j, byte for byte, in a column of kind %s', (text, kind) => {
    expect(within(text, kind)).toBe(text);
  });

  it.each([
    ['"{\\"a\\": \\"{}\\"}"', 'object', '{"a": "{}"}'],
    ['"[\\"a\\"]"', 'list', '["a"]'],
  ] as const)('is decoded again: %j in a column of kind %s', (text, kind, expected) => {
    expect(within(text, kind)).toBe(expected);
  });

  it.each(['', 'plain', '{"a": NaN}', "{'a': 1}", '{} {}', '\ufeff{}'])('is none in %j', (text) => {
    expect(within(text, 'object')).toBeNull();
  });

  it('is none in bytes that are no UTF-8', () => {
    expect(jsonInText(new Uint8Array([0x22, 0xff, 0x22]), 'object')).toBeNull();
  });
});
