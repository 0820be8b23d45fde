import type {OutlineTable} from './outline.ts';
import {parseJson} from './parse.ts';
import {canonicalJson} from './print.ts';
import type {JsonValue} from './value.ts';

/** A part of a text that its outline tells apart, known by the place at which the scan reported it. */
export type Part = number;

/** As the scan reports parts, each in four words: what it is, the number of its name, where it starts and where it ends. */
const WORDS_A_PART = 4;
const PLAIN_TEXT = 0;
const DIVIDED_OBJECT = 2;
const DIVIDED_ARRAY = 3;

const QUOTE = 0x22;
const N_OF_NULL = 0x6e;
const BYTES_A_WORD = 4;

/** The parts of a text, read in the memory of the scan until the next scan. Only what is asked for becomes a value. */
export class ScannedParts {
  readonly #bytes: Buffer;
  readonly #words: Int32Array;
  readonly #outline: OutlineTable;
  /** The whole text. */
  readonly root: Part;

  /** `root` is where the first word of the first part lies among the words of memory. */
  constructor(bytes: Buffer, words: Int32Array, outline: OutlineTable, root: number) {
    this.#bytes = bytes;
    this.#words = words;
    this.#outline = outline;
    this.root = root;
  }

  /** A member of an object that the outline divides, the last one of that name; null for anything else. */
  member(part: Part | null, name: string): Part | null {
    if (part === null || !this.isDivided(part)) return null;
    const number = this.#outline.names.get(name);
    const words = this.#words;
    const end = this.#end(part);
    let found: Part | null = null;
    for (let inner = part + WORDS_A_PART; inner < end; inner = behind(words, inner)) {
      if (words[inner + 1] === number) found = inner;
    }
    return found;
  }

  /**
   * Calls `take` with each member of an object that the outline divides, in the order of the text. A key that comes twice gives two
   * members.
   */
  eachMember(part: Part, take: (name: string, member: Part) => void): void {
    const words = this.#words;
    const {nameOf} = this.#outline;
    const end = this.#end(part);
    for (let inner = part + WORDS_A_PART; inner < end; inner = behind(words, inner)) {
      take(nameOf[words[inner + 1] as number] as string, inner);
    }
  }

  /** The elements of an array that the outline divides; none for anything else. */
  elements(part: Part | null): Part[] {
    const found: Part[] = [];
    if (part === null || this.#words[part] !== DIVIDED_ARRAY) return found;
    const words = this.#words;
    const end = this.#end(part);
    for (let inner = part + WORDS_A_PART; inner < end; inner = behind(words, inner)) found.push(inner);
    return found;
  }

  /** True for an object whose members the outline names. */
  isDivided(part: Part): boolean {
    return this.#words[part] === DIVIDED_OBJECT;
  }

  /** The part as the exact reader reads it, if it is a text. */
  text(part: Part | null): string | null {
    if (part === null || this.#bytes[this.#words[part + 2] as number] !== QUOTE) return null;
    return this.value(part) as string;
  }

  /** The first byte of the part, which says what kind it is. */
  first(part: Part): number {
    return this.#bytes[this.#words[part + 2] as number] as number;
  }

  /** The part as it is written, without what stands around it. Not for a part that has parts. */
  bytes(part: Part): Buffer {
    return this.#bytes.subarray(this.#words[part + 2] as number, this.#words[part + 3] as number);
  }

  /** The canonical text of the part. */
  canonical(part: Part): string {
    const [start, end] = [this.#words[part + 2] as number, this.#words[part + 3] as number];
    const isAsWritten = this.#words[part] === PLAIN_TEXT || this.#bytes[start] === N_OF_NULL;
    // In a plain text nothing needs an escape, and nothing has one.
    return isAsWritten ? this.#bytes.toString('latin1', start, end) : canonicalJson(this.value(part));
  }

  /** What the exact reader makes of the part. */
  value(part: Part): JsonValue {
    const [start, end] = [this.#words[part + 2] as number, this.#words[part + 3] as number];
    if (this.#words[part] === PLAIN_TEXT) return this.#bytes.toString('latin1', start + 1, end - 1);
    if (this.#bytes[start] === N_OF_NULL) return null;
    return parseJson(this.#bytes.toString('utf8', start, end), 'none').value;
  }

  /** For a part that has parts: these say where they end, in bytes of memory. */
  #end(part: Part): Part {
    return endOf(this.#words, part);
  }
}

/** Outside of the class: a private member is slow to reach until the engine has optimised its reader. */
function behind(words: Int32Array, part: Part): Part {
  const kind = words[part];
  return kind === DIVIDED_OBJECT || kind === DIVIDED_ARRAY ? endOf(words, part) : part + WORDS_A_PART;
}

function endOf(words: Int32Array, part: Part): Part {
  return (words[part + 3] as number) / BYTES_A_WORD;
}
