import {isStorable, parseDecimal} from './decimal.ts';
import {JsonNumber, type JsonObject, type JsonValue} from './value.ts';

/** SQLite stores nothing that is nested deeper than 1,000 levels; the contract draws the line here. */
export const MAX_DEPTH = 900;

export interface ParsedJson {
  readonly value: JsonValue;
  /** False if a string or key holds NUL or a lone surrogate, which `jsonb` refuses. */
  readonly storableText: boolean;
  /** False if a number is written with more places than `numeric` reads, although its value could be stored. */
  readonly storableNumbers: boolean;
}

/** Why a text is not JSON that the tool can keep. `message` is one line, without the text itself. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
}

/**
 * Strict RFC 8259, and nothing is lost. It is our own reader for two reasons: `JSON.parse` sends numbers through
 * doubles, and every source must refuse depth and number range at the same place. Of duplicate keys the last counts.
 *
 * @throws JsonSyntaxError
 */
export function parseJson(text: string, limits: Limits = 'contract'): ParsedJson {
  return new JsonReader(text, limits).read();
}

/** `none` reads what a database holds: another program may have nested deeper or counted higher than a file can. */
export type Limits = 'contract' | 'none';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** A number this short cannot leave the range that `numeric` reads, so it needs no second look. */
const SHORT_NUMBER = 300;

class JsonReader {
  readonly #text: string;
  readonly #limited: boolean;
  readonly #number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
  #at = 0;
  #depth = 0;
  #storableText = true;
  #storableNumbers = true;

  constructor(text: string, limits: Limits) {
    this.#text = text;
    this.#limited = limits === 'contract';
  }

  read(): ParsedJson {
    this.#skipSpace();
    const value = this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#unexpected();
    return {value, storableText: this.#storableText, storableNumbers: this.#storableNumbers};
  }

  #value(): JsonValue {
    switch (this.#text.charCodeAt(this.#at)) {
      case 0x7b:
        return this.#object();
      case 0x5b:
        return this.#array();
      case QUOTE:
        return this.#string();
      case 0x74:
        return this.#word('true', true);
      case 0x66:
        return this.#word('false', false);
      case 0x6e:
        return this.#word('null', null);
      default:
        return this.#numeric();
    }
  }

  #object(): JsonObject {
    const members = new Map<string, JsonValue>();
    this.#open();
    if (this.#closes(0x7d)) return members;
    for (;;) {
      if (this.#text.charCodeAt(this.#at) !== QUOTE) throw this.#unexpected();
      const key = this.#string();
      this.#skipSpace();
      if (this.#text.charCodeAt(this.#at) !== 0x3a) throw this.#unexpected();
      this.#at += 1;
      this.#skipSpace();
      members.set(key, this.#value());
      if (!this.#continues(0x7d)) return members;
    }
  }

  #array(): JsonValue[] {
    const elements: JsonValue[] = [];
    this.#open();
    if (this.#closes(0x5d)) return elements;
    for (;;) {
      elements.push(this.#value());
      if (!this.#continues(0x5d)) return elements;
    }
  }

  #open(): void {
    this.#depth += 1;
    if (this.#limited && this.#depth > MAX_DEPTH) throw new JsonSyntaxError(`nested over ${MAX_DEPTH} levels`);
    this.#at += 1;
    this.#skipSpace();
  }

  #closes(bracket: number): boolean {
    if (this.#text.charCodeAt(this.#at) !== bracket) return false;
    this.#at += 1;
    this.#depth -= 1;
    return true;
  }

  /** After an element: true at a comma (and past it), false at the closing bracket (and past it). */
  #continues(bracket: number): boolean {
    this.#skipSpace();
    if (this.#closes(bracket)) return false;
    if (this.#text.charCodeAt(this.#at) !== 0x2c) throw this.#unexpected();
    this.#at += 1;
    this.#skipSpace();
    return true;
  }

  #string(): string {
    const text = this.#text;
    const start = this.#at + 1;
    let escaped = false;
    for (let at = start; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      if (unit === QUOTE) {
        this.#at = at + 1;
        return escaped ? this.#unescape(start, at) : text.slice(start, at);
      }
      if (unit === BACKSLASH) {
        escaped = true;
        at += 1;
      } else if (unit < 0x20) {
        this.#at = at;
        throw this.#unexpected();
      }
    }
    this.#at = text.length;
    throw this.#unexpected();
  }

  /** `JSON.parse` reads one string exactly; only the two kinds of character that `jsonb` refuses are noted here. */
  #unescape(start: number, end: number): string {
    let decoded: string;
    try {
      decoded = JSON.parse(this.#text.slice(start - 1, end + 1)) as string;
    } catch {
      throw new JsonSyntaxError(`not JSON: a bad escape in the string at offset ${start - 1}`);
    }
    if (decoded.includes('\0') || !decoded.isWellFormed()) this.#storableText = false;
    return decoded;
  }

  #word<T extends JsonValue>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw this.#unexpected();
    this.#at += word.length;
    return value;
  }

  #numeric(): JsonNumber {
    this.#number.lastIndex = this.#at;
    const lexeme = this.#number.exec(this.#text)?.[0];
    if (lexeme === undefined) throw this.#unexpected();
    if (lexeme.length > SHORT_NUMBER || /[eE]/.test(lexeme)) this.#checkRange(lexeme);
    this.#at += lexeme.length;
    return new JsonNumber(lexeme);
  }

  #checkRange(lexeme: string): void {
    if (this.#limited && !isStorable(parseDecimal(lexeme))) {
      throw new JsonSyntaxError(`a number beyond 10^±16000 or 16383 decimals at offset ${this.#at}`);
    }
    const exponent = Number(/[eE](.*)$/.exec(lexeme)?.[1] ?? '0');
    if (lexeme.length > SHORT_NUMBER || Math.abs(exponent) > SHORT_NUMBER) this.#storableNumbers = false;
  }

  #skipSpace(): void {
    for (;;) {
      const unit = this.#text.charCodeAt(this.#at);
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return;
      this.#at += 1;
    }
  }

  #unexpected(): JsonSyntaxError {
    const where =
      this.#at < this.#text.length ? `an unexpected character at offset ${this.#at}` : 'the text ends early';
    return new JsonSyntaxError(`not JSON: ${where}`);
  }
}
