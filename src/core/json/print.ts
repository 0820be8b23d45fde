import {compareCodePoints} from '../code-point-order.ts';
import {parseDecimal, printDecimal} from './decimal.ts';
import {isArray, isObject, JsonNumber, type JsonValue} from './value.ts';

/** The compact canonical text of a value: keys sorted by code point, exact decimals; equal values print alike. */
export function canonicalJson(value: JsonValue): string {
  return compactJson(sortKeys(value));
}

/** The compact text of a value, keys in the order that they have. */
export function compactJson(value: JsonValue): string {
  if (isArray(value)) return `[${value.map(compactJson).join(',')}]`;
  if (isObject(value)) {
    return `{${[...value].map(([key, member]) => `${JSON.stringify(key)}:${compactJson(member)}`).join(',')}}`;
  }
  return printScalar(value);
}

/** The text of a value over several lines, keys in the order that they have; no final newline. */
export function prettyJson(value: JsonValue, indent = ''): string {
  const inner = `${indent}  `;
  if (isArray(value)) {
    if (value.length === 0) return '[]';
    return `[\n${value.map((element) => inner + prettyJson(element, inner)).join(',\n')}\n${indent}]`;
  }
  if (isObject(value)) {
    if (value.size === 0) return '{}';
    const members = [...value].map(([key, member]) => `${inner}${JSON.stringify(key)}: ${prettyJson(member, inner)}`);
    return `{\n${members.join(',\n')}\n${indent}}`;
  }
  return printScalar(value);
}

/** The same value with the keys of every object sorted by code point. */
export function sortKeys(value: JsonValue): JsonValue {
  if (isArray(value)) return value.map(sortKeys);
  if (!isObject(value)) return value;
  const keys = [...value.keys()].sort(compareCodePoints);
  return new Map(keys.map((key) => [key, sortKeys(value.get(key) as JsonValue)]));
}

/** The same value with `change` applied to every string in it, and `changeKey` to every key. */
export function mapStrings(
  value: JsonValue,
  change: (text: string) => string,
  changeKey: (key: string) => string = (key) => key,
): JsonValue {
  if (typeof value === 'string') return change(value);
  if (isArray(value)) return value.map((element) => mapStrings(element, change, changeKey));
  if (!isObject(value)) return value;
  return new Map([...value].map(([key, member]) => [changeKey(key), mapStrings(member, change, changeKey)]));
}

function printScalar(value: null | boolean | string | JsonNumber): string {
  if (value instanceof JsonNumber) return printDecimal(parseDecimal(value.lexeme));
  return JSON.stringify(value);
}
