/**
 * A JSON value that loses nothing: numbers keep the digits they were written with, and objects are maps, so that a
 * key such as `__proto__` or `123` is as good as any other.
 */
export type JsonValue = null | boolean | string | JsonNumber | JsonArray | JsonObject;
export type JsonArray = readonly JsonValue[];
export type JsonObject = ReadonlyMap<string, JsonValue>;

/** A number as it was written. `lexeme` is always a valid RFC 8259 number. */
export class JsonNumber {
  readonly lexeme: string;

  constructor(lexeme: string) {
    this.lexeme = lexeme;
  }
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return value instanceof Map;
}

export function isArray(value: JsonValue | undefined): value is JsonArray {
  return Array.isArray(value);
}

/** The member at the end of `keys`, or undefined if any step is missing or not an object. */
export function member(value: JsonValue | undefined, ...keys: string[]): JsonValue | undefined {
  let current = value;
  for (const key of keys) {
    if (!isObject(current)) return undefined;
    current = current.get(key);
  }
  return current;
}
