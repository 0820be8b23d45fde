import {compareCodePoints} from '../code-point-order.ts';
import {parseDecimal, printDecimal} from './decimal.ts';
import {isArray, isObject, JsonNumber, type JsonObject, type JsonValue} from './value.ts';

/**
 * The compact canonical text of a value: keys sorted by code point, exact decimals; equal values print alike. Written in
 * one go: sorting into a copy first took as long again, and a verification does little else.
 */
export function canonicalJson(value: JsonValue): string {
  if (isArray(value)) {
    let text = '[';
    for (const element of value) text += (text.length > 1 ? ',' : '') + canonicalJson(element);
    return `${text}]`;
  }
  if (!isObject(value)) return printScalar(value);
  let text = '{';
  for (const key of sortedKeys(value)) {
    text += `${text.length > 1 ? ',' : ''}${JSON.stringify(key)}:${canonicalJson(value.get(key) as JsonValue)}`;
  }
  return `${text}}`;
}

/** The compact text of a value, keys in the order that they have. */
export function compactJson(value: JsonValue): string {
  if (isArray(value)) return `[${value.map(compactJson).join(',')}]`;
  if (isObject(value)) {
    return `{${[...value].map(([key, member]) => `${JSON.stringify(key)}:${compactJson(member)}`).join(',')}}`;
  }
  return printScalar(value);
}

/** The same with every number as it was written. */
export function writtenJson(value: JsonValue): string {
  if (isArray(value)) return `[${value.map(writtenJson).join(',')}]`;
  if (isObject(value)) {
    return `{${[...value].map(([key, member]) => `${JSON.stringify(key)}:${writtenJson(member)}`).join(',')}}`;
  }
  return value instanceof JsonNumber ? value.lexeme : JSON.stringify(value);
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
  return new Map(sortedKeys(value).map((key) => [key, sortKeys(value.get(key) as JsonValue)]));
}

function sortedKeys(value: JsonObject): string[] {
  return [...value.keys()].sort(compareCodePoints);
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

/** Numbers that are written already as they would be printed, which most are: no zeros at the end, no exponent. */
const PLAIN_NUMBER = /^-?(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{0,9}[1-9])?$/;

function printScalar(value: null | boolean | string | JsonNumber): string {
  return value instanceof JsonNumber ? printNumber(value.lexeme) : JSON.stringify(value);
}

/**
 * A number as `numeric` of PostgreSQL prints what it read of `lexeme`: without an exponent, and with the zeros at the end of its fraction.
 */
export function printNumeric(lexeme: string): string {
  const [mantissa = '', exponent = '0'] = lexeme.toLowerCase().split('e');
  const isNegative = mantissa.startsWith('-');
  const [whole = '', fraction = ''] = (isNegative ? mantissa.slice(1) : mantissa).split('.');
  const shift = Number(exponent);
  // Enough zeros on either side for the point to go where the exponent says.
  const digits = '0'.repeat(Math.max(-shift, 0)) + whole + fraction + '0'.repeat(Math.max(shift - fraction.length, 0));
  const point = Math.max(-shift, 0) + whole.length + shift;
  const sign = isNegative && /[1-9]/.test(digits) ? '-' : '';
  const wholeDigits = digits.slice(0, point).replace(/^0+(?=[0-9])/, '');
  return sign + wholeDigits + (point < digits.length ? `.${digits.slice(point)}` : '');
}

/** A number as it is printed everywhere; `lexeme` is how it was written. */
export function printNumber(lexeme: string): string {
  return lexeme !== '-0' && PLAIN_NUMBER.test(lexeme) ? lexeme : printDecimal(parseDecimal(lexeme));
}
