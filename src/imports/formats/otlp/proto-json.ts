import {isObject, JsonNumber, type JsonObject, type JsonValue, member} from '../../../core/json/value.ts';

/**
 * A field of a message in OTLP's JSON. Its names are in camel case; what was written by the field's own name, as some writers of
 * protobuf's JSON do, is read too.
 */
export function field(message: JsonValue | undefined, name: string): JsonValue | undefined {
  return member(message, name) ?? member(message, snakeCase(name));
}

/** The messages of a repeated field; what is no object is none. */
export function messages(message: JsonValue | undefined, name: string): JsonObject[] {
  const found = field(message, name);
  return Array.isArray(found) ? found.filter(isObject) : [];
}

/** What is in a message besides these fields. */
export function withoutFields(message: JsonObject, names: readonly string[]): JsonObject {
  const known = new Set(names.flatMap((name) => [name, snakeCase(name)]));
  return new Map([...message].filter(([name]) => !known.has(name)));
}

/** A whole number of 64 bits, which JSON writes as a text or as a number; null if there is none. */
export function wholeNumber(value: JsonValue | undefined): bigint | null {
  const text = value instanceof JsonNumber ? value.lexeme : value;
  return typeof text === 'string' && /^-?\d{1,20}$/.test(text) ? BigInt(text) : null;
}

export function textField(message: JsonValue | undefined, name: string): string | null {
  const found = field(message, name);
  return typeof found === 'string' && found !== '' ? found : null;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
