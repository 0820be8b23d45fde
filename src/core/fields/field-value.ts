import {compareCodePoints} from '../code-point-order.ts';
import {ExactNumber} from '../exact-number.ts';
import {compareInstants, type Instant, parseInstant, printExactInstant} from '../instant.ts';
import {canonicalJson} from '../json/print.ts';
import {JsonNumber, type JsonValue} from '../json/value.ts';
import type {FieldType} from './catalogue.ts';

/** A value of a field by its type: text, number, instant, flag or texts. A missing one is null. */
export type FieldValue = string | boolean | ExactNumber | Instant | readonly string[];

/** The stored value as one of the type; null if it is missing or of another type. */
export function readAs(type: FieldType, stored: JsonValue | undefined): FieldValue | null {
  switch (type) {
    case 'text':
      return typeof stored === 'string' ? stored : null;
    case 'number':
      return readNumber(stored);
    case 'instant':
      return parseInstant(stored);
    case 'flag':
      return typeof stored === 'boolean' ? stored : null;
    case 'texts':
      return Array.isArray(stored) ? stored.filter((element) => typeof element === 'string') : null;
  }
}

/** A JSON number, or a text that reads like one. */
export function readNumber(stored: JsonValue | undefined): ExactNumber | null {
  if (stored instanceof JsonNumber) return ExactNumber.read(stored.lexeme);
  return typeof stored === 'string' ? ExactNumber.read(stored) : null;
}

/** A value of the payload: texts, numbers and flags are kept, objects and lists become compact JSON. */
export function readPayload(stored: JsonValue | undefined): FieldValue | null {
  if (stored === undefined || stored === null) return null;
  if (stored instanceof JsonNumber) return ExactNumber.read(stored.lexeme);
  return typeof stored === 'object' ? canonicalJson(stored) : stored;
}

/** As a key of a table. Two values are one key, and counted once by `distinct`, when they print alike. */
export function printValue(value: FieldValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || value instanceof ExactNumber) return String(value);
  return isInstant(value) ? printExactInstant(value) : canonicalJson(value);
}

/** Texts by code point, numbers by value, instants by time; null for two types, and for flags and lists, which have no order. */
export function compareValues(left: FieldValue, right: FieldValue): number | null {
  if (typeof left === 'string') return typeof right === 'string' ? compareCodePoints(left, right) : null;
  if (left instanceof ExactNumber) return right instanceof ExactNumber ? left.compare(right) : null;
  return isInstant(left) && isInstant(right) ? compareInstants(left, right) : null;
}

export function isInstant(value: FieldValue | null): value is Instant {
  return typeof value === 'object' && value !== null && 'seconds' in value;
}
