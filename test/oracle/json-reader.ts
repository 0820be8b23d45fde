import {ExactNumber, type Json, type JsonObject} from './json-value.ts';

export class NotReadable extends Error {}

const DEEPEST = 900;
const LARGEST_POWER = 16_000;
const MOST_FRACTION_DIGITS = 16_383;

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const SHORT_ESCAPES = new Map(
  Object.entries({b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', '/': '/'}),
);

/** Reads one RFC 8259 text to the letter, within the limits of the contract on depth and numbers. */
export function readJson(text: string): Json {
  const reader = new Reader(text);
  const value = reader.value(0);
  if (reader.position < text.length) throw new NotReadable('text after the value');
  return value;
}

class Reader {
  position = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** A value and the white space around it. `depth` is how many arrays and objects are open around it. */
  value(depth: number): Json {
    this.#match(SPACE);
    const value = this.#bareValue(depth);
    this.#match(SPACE);
    return value;
  }

  #bareValue(depth: number): Json {
    if (this.#take('"')) return this.#string();
    if (this.#take('{')) return this.#object(oneDeeper(depth));
    if (this.#take('[')) return this.#array(oneDeeper(depth));
    if (this.#take('true')) return true;
    if (this.#take('false')) return false;
    if (this.#take('null')) return null;
    return this.#number();
  }

  #object(depth: number): JsonObject {
    const object: JsonObject = new Map();
    this.#match(SPACE);
    if (this.#take('}')) return object;
    do {
      this.#match(SPACE);
      this.#expect('"');
      const key = this.#string();
      this.#match(SPACE);
      this.#expect(':');
      object.set(key, this.value(depth));
    } while (this.#take(','));
    this.#expect('}');
    return object;
  }

  #array(depth: number): Json[] {
    const array: Json[] = [];
    this.#match(SPACE);
    if (this.#take(']')) return array;
    do array.push(this.value(depth));
    while (this.#take(','));
    this.#expect(']');
    return array;
  }

  /** The rest of a string whose opening quote has been read. */
  #string(): string {
    let string = '';
    for (;;) {
      string += this.#match(PLAIN)?.[0] ?? '';
      if (this.#take('"')) return string;
      this.#expect('\\');
      string += this.#escape();
    }
  }

  #escape(): string {
    const letter = this.#text.charAt(this.position);
    const short = SHORT_ESCAPES.get(letter);
    if (short !== undefined) {
      this.position += 1;
      return short;
    }
    const hex = this.#match(/u([0-9a-fA-F]{4})/y)?.[1];
    if (hex === undefined) throw new NotReadable(`bad escape at ${this.position}`);
    return String.fromCharCode(Number.parseInt(hex, 16));
  }

  #number(): ExactNumber {
    const match = this.#match(NUMBER);
    if (match === null) throw new NotReadable(`no value at ${this.position}`);
    const [, sign, whole = '', fraction = '', power = '0'] = match;
    const number = new ExactNumber(sign === '-', `${whole}${fraction}`, Number(power) - fraction.length);
    if (isBeyondLimits(number)) throw new NotReadable('a number out of range');
    return number;
  }

  #take(token: string): boolean {
    if (!this.#text.startsWith(token, this.position)) return false;
    this.position += token.length;
    return true;
  }

  #expect(token: string): void {
    if (!this.#take(token)) throw new NotReadable(`no ${token} at ${this.position}`);
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.#text);
    this.position += match?.[0].length ?? 0;
    return match;
  }
}

function oneDeeper(depth: number): number {
  if (depth === DEEPEST) throw new NotReadable(`nested over ${DEEPEST} levels`);
  return depth + 1;
}

function isBeyondLimits(number: ExactNumber): boolean {
  if (number.digits === '') return false;
  const {magnitude} = number;
  const above = magnitude > LARGEST_POWER || (magnitude === LARGEST_POWER && number.digits !== '1');
  return above || magnitude < -LARGEST_POWER || number.fractionDigits > MOST_FRACTION_DIGITS;
}
