import {byCodePoint} from './code-points.ts';
import {ExactNumber, type Json, type JsonObject} from './json-value.ts';

const MOST_PLAIN_DIGITS = 21;

/** No spaces at all, as an error prints in the text report. */
export function compactJson(value: Json): string {
  if (value instanceof ExactNumber) return printNumber(value);
  if (Array.isArray(value)) return `[${value.map(compactJson).join(',')}]`;
  if (value instanceof Map) {
    return `{${[...value].map(([key, item]) => `${JSON.stringify(key)}:${compactJson(item)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** Two spaces a level, keys in the order of the map. */
export function indentedJson(value: Json, indent = ''): string {
  const inner = `${indent}  `;
  if (Array.isArray(value) && value.length > 0) {
    return `[\n${value.map((item) => inner + indentedJson(item, inner)).join(',\n')}\n${indent}]`;
  }
  if (value instanceof Map && value.size > 0) {
    const members = [...value].map(([key, item]) => `${inner}${JSON.stringify(key)}: ${indentedJson(item, inner)}`);
    return `{\n${members.join(',\n')}\n${indent}}`;
  }
  return compactJson(value);
}

/** The same value with the keys of every object in code point order. */
export function withSortedKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (!(value instanceof Map)) return value;
  const sorted: JsonObject = new Map();
  for (const key of [...value.keys()].sort(byCodePoint)) sorted.set(key, withSortedKeys(value.get(key) ?? null));
  return sorted;
}

export function printNumber(number: ExactNumber): string {
  if (number.digits === '') return '0';
  const sign = number.negative ? '-' : '';
  const plain = number.wholeDigits + number.fractionDigits <= MOST_PLAIN_DIGITS;
  return sign + (plain ? plainDigits(number) : scientific(number));
}

function plainDigits(number: ExactNumber): string {
  if (number.isIntegral) return number.digits + '0'.repeat(number.exponent);
  // Zeros in front, so that at least one digit stands before the point.
  const digits = number.digits.padStart(number.fractionDigits + 1, '0');
  return `${digits.slice(0, number.exponent)}.${digits.slice(number.exponent)}`;
}

function scientific(number: ExactNumber): string {
  const fraction = number.digits.slice(1);
  const power = number.magnitude < 0 ? `-${-number.magnitude}` : `+${number.magnitude}`;
  return `${number.digits.charAt(0)}${fraction && `.${fraction}`}e${power}`;
}
