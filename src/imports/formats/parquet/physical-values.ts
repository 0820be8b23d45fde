import {isUtf8} from 'node:buffer';
import type {ParquetParsers, SchemaElement} from 'hyparquet';
import {epochTime} from '../../epoch-time.ts';
import {uuidText} from '../../uuid.ts';
import {parseFloat16} from './library.ts';
import {ParquetFault} from './parquet-fault.ts';

/**
 * A value as it is stored, before anybody made a `Date`, a double or a text of it: times and decimals are counts, texts and UUIDs bytes.
 * Only the old times of 96 bits come as nanoseconds since 1970.
 */
export type PhysicalValue = boolean | number | bigint | Uint8Array;

/** The library's own make a `Date` of a time. */
export const parsers: ParquetParsers = {
  timestampFromMilliseconds: unchanged,
  timestampFromMicroseconds: unchanged,
  timestampFromNanoseconds: unchanged,
  dateFromDays: unchanged,
  stringFromBytes: unchanged,
  jsonFromBytes: unchanged,
  geometryFromBytes: unchanged,
  geographyFromBytes: unchanged,
  uuidFromBytes: unchanged,
};

function unchanged<T>(value: T): T {
  return value;
}

/** A column that holds ids may hold them as bytes, or as texts in quotes. */
export type Meaning = 'id' | 'value';

const MILLISECONDS_A_DAY = 86_400_000;
const DIGITS_OF_UNIT = {MILLIS: 3, MICROS: 6, NANOS: 9} as const;
const UUID_BYTES = 16;
const MOST_DIGITS_OF_SINGLE = 9;
const MOST_PLACES = 100;
const QUOTED_UUID = /^"([0-9a-fA-F-]{36})"$/;

/**
 * The JSON text of a value, every digit of it: times as ISO 8601 in UTC, decimals as they are, doubles as the shortest text that reads as
 * the same double, ids as texts of UUIDs. Bytes that are no text are written as base64.
 *
 * @throws ParquetFault for a text that is not UTF-8
 */
export function jsonOfPhysical(value: PhysicalValue, element: SchemaElement, meaning: Meaning): string {
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Uint8Array) return jsonOfBytes(value, element, meaning);
  if (element.type === 'FLOAT') return jsonOfDouble(value as number, shortestSingle);
  if (element.type === 'DOUBLE') return jsonOfDouble(value as number, String);
  return jsonOfInteger(BigInt(value), element);
}

function jsonOfInteger(value: bigint, element: SchemaElement): string {
  const {converted_type: converted, logical_type: logical, type} = element;
  if (isDecimal(element)) return decimalText(value, element);
  if (type === 'INT96') return timeText(value, 9);
  if (logical?.type === 'TIMESTAMP') return timeText(value, DIGITS_OF_UNIT[logical.unit]);
  if (converted === 'TIMESTAMP_MILLIS') return timeText(value, 3);
  if (converted === 'TIMESTAMP_MICROS') return timeText(value, 6);
  if (logical?.type === 'DATE' || converted === 'DATE') return dateText(value);
  if (logical?.type === 'TIME') return timeOfDayText(value, DIGITS_OF_UNIT[logical.unit]);
  if (converted === 'TIME_MILLIS') return timeOfDayText(value, 3);
  if (converted === 'TIME_MICROS') return timeOfDayText(value, 6);
  const isUnsigned = converted?.startsWith('UINT_') || (logical?.type === 'INTEGER' && !logical.isSigned);
  return String(isUnsigned ? BigInt.asUintN(type === 'INT32' ? 32 : 64, value) : value);
}

/** A time outside of the years of ISO 8601 keeps its count. */
function timeText(value: bigint, digits: 3 | 6 | 9): string {
  const text = epochTime(value, digits);
  return text === null ? String(value) : `"${text}"`;
}

function dateText(days: bigint): string {
  const text = epochTime(days * BigInt(MILLISECONDS_A_DAY), 3);
  return text === null ? String(days) : `"${text.slice(0, 'YYYY-MM-DD'.length)}"`;
}

function timeOfDayText(value: bigint, digits: 3 | 6 | 9): string {
  const text = epochTime(value, digits);
  return text === null ? String(value) : `"${text.slice('YYYY-MM-DDT'.length, -'Z'.length)}"`;
}

function jsonOfBytes(bytes: Uint8Array, element: SchemaElement, meaning: Meaning): string {
  const {converted_type: converted, logical_type: logical, type} = element;
  if (isDecimal(element)) return decimalText(signedInteger(bytes), element);
  if (logical?.type === 'FLOAT16') return jsonOfDouble(parseFloat16(bytes) as number, String);
  const isText = converted === 'UTF8' || converted === 'ENUM' || converted === 'JSON' || isTextual(logical?.type);
  const isUuid = logical?.type === 'UUID' || (meaning === 'id' && !isText);
  if (isUuid && bytes.length === UUID_BYTES) return `"${uuidText(bytes)}"`;
  // What is not said to be a text may be one: ClickHouse writes its texts so.
  if (isUtf8(bytes) && (isText || (type === 'BYTE_ARRAY' && converted === undefined && logical === undefined))) {
    const text = textOf(bytes);
    return meaning === 'id' ? JSON.stringify(text.replace(QUOTED_UUID, '$1')) : JSON.stringify(text);
  }
  if (isText) throw new ParquetFault('has a text that is not UTF-8');
  return `"${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')}"`;
}

function isTextual(logical: string | undefined): boolean {
  return logical === 'STRING' || logical === 'ENUM' || logical === 'JSON';
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}

function isDecimal({converted_type, logical_type}: SchemaElement): boolean {
  return converted_type === 'DECIMAL' || logical_type?.type === 'DECIMAL';
}

function decimalText(unscaled: bigint, {scale, logical_type}: SchemaElement): string {
  const places = (logical_type?.type === 'DECIMAL' ? logical_type.scale : scale) ?? 0;
  // More than any decimal of 16 bytes has; a number that is wrong must not be filled up with zeros.
  if (!(Number.isInteger(places) && places >= 0 && places <= MOST_PLACES))
    throw new ParquetFault(`has a decimal of ${places} places`);
  const sign = unscaled < 0n ? '-' : '';
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(places + 1, '0');
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** Of two's complement, the first byte first. */
function signedInteger(bytes: Uint8Array): bigint {
  const hex = Buffer.from(bytes).toString('hex');
  return hex === '' ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex}`));
}

/** JSON has no word for what is no number: it becomes a text, which is neither null nor zero. */
function jsonOfDouble(value: number, shortest: (value: number) => string): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  return Object.is(value, -0) ? '-0' : shortest(value);
}

/** The shortest text that reads as the same number of 32 bits: 0.1 and not 0.10000000149011612. */
function shortestSingle(value: number): string {
  for (let digits = 1; digits < MOST_DIGITS_OF_SINGLE; digits += 1) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return String(shorter);
  }
  return String(Number(value.toPrecision(MOST_DIGITS_OF_SINGLE)));
}
