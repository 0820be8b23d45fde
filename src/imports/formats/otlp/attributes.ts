import {parseJson} from '../../../core/json/parse.ts';
import {
  isArray,
  isObject,
  type JsonArray,
  JsonNumber,
  type JsonObject,
  type JsonValue,
} from '../../../core/json/value.ts';
import {isNumbered, unflattened} from './flattened.ts';

/** The attributes of a span. What a rule takes out goes into a member of the run; what is left at the end is kept as metadata. */
export class Attributes {
  readonly #left: Map<string, JsonValue>;

  constructor(attributes: ReadonlyMap<string, JsonValue>) {
    this.#left = new Map(attributes);
  }

  get left(): ReadonlyMap<string, JsonValue> {
    return this.#left;
  }

  has(key: string): boolean {
    return this.#left.has(key);
  }

  value(key: string): JsonValue | undefined {
    return this.#left.get(key);
  }

  /** A text that is not empty, which stays where it is; else null. */
  text(key: string): string | null {
    const value = this.#left.get(key);
    return typeof value === 'string' && value !== '' ? value : null;
  }

  take(key: string): JsonValue | undefined {
    const value = this.#left.get(key);
    this.#left.delete(key);
    return value;
  }

  /** The first of these keys that has a text; the others stay. */
  takeText(...keys: string[]): string | null {
    return this.#takeFirst(keys, (key) => this.text(key));
  }

  takeNumber(...keys: string[]): JsonNumber | null {
    return this.#takeFirst(keys, (key) => {
      const value = this.#left.get(key);
      return value instanceof JsonNumber ? value : null;
    });
  }

  /** An object, or the text of one. */
  takeObject(key: string): JsonObject | null {
    return this.#takeFirst([key], () => {
      const value = parsedText(this.#left.get(key));
      return isObject(value) ? value : null;
    });
  }

  /** A list, or the text of one. */
  takeList(key: string): JsonArray | null {
    return this.#takeFirst([key], () => {
      const value = parsedText(this.#left.get(key));
      return isArray(value) ? value : null;
    });
  }

  /** All whose key begins so, by what follows it. */
  takeBelow(prefix: string, isWanted: (rest: string) => boolean = (rest) => rest !== ''): Map<string, JsonValue> {
    const taken = new Map<string, JsonValue>();
    for (const [key, value] of this.#left) {
      if (!key.startsWith(prefix) || !isWanted(key.slice(prefix.length))) continue;
      taken.set(key.slice(prefix.length), value);
      this.#left.delete(key);
    }
    return taken;
  }

  /** A list of objects whose members are attributes below `prefix`, which ends in a point. */
  takeFlattened(prefix: string): JsonObject[] {
    return unflattened(this.takeBelow(prefix, isNumbered));
  }

  #takeFirst<T>(keys: readonly string[], read: (key: string) => T | null): T | null {
    for (const key of keys) {
      const found = read(key);
      if (found === null) continue;
      this.#left.delete(key);
      return found;
    }
    return null;
  }
}

/** What a text is the JSON of, if that is an object or a list; anything else as it is. */
export function parsedText(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return parseJson(value).value;
  } catch {
    return value;
  }
}
