import {compareBytes, MemberTable} from './member-table.ts';
import {MAX_DEPTH} from './parse.ts';
import {printNumber} from './print.ts';

/** Which parts of a value are kept: members by name, or every element; an empty outline keeps a value that has no parts. */
export interface Outline {
  readonly members?: Readonly<Record<string, Outline>>;
  readonly elements?: Outline;
}

/** The canonical text of a value as UTF-8, overwritten by the next scan, and what was kept of it, by `JSON.parse`'s rules. */
export interface ScannedJson {
  readonly canonical: Uint8Array;
  readonly kept: unknown;
}

/**
 * Makes the canonical text that `canonicalJson` gives out of the bytes of a JSON text, without its values: most of the text
 * is copied as it stands, and the order of UTF-8 is that of code points. Ten times as fast as the exact reader, which is left
 * everything that is rare and every fault; it is never contradicted.
 */
export class CanonicalScan {
  #source: Buffer = Buffer.alloc(0);
  #at = 0;
  #depth = 0;
  /** The canonical text as far as it is written; what is read and not yet written begins at `#unwritten` in the source. */
  #target: Buffer = Buffer.allocUnsafeSlow(65_536);
  #written = 0;
  #unwritten = 0;
  readonly #members = new MemberTable();

  /** `bytes` are valid UTF-8. Null where only the exact reader can tell. */
  scan(bytes: Buffer, outline: Outline): ScannedJson | null {
    if (bytes.length > MOST_BYTES) return null;
    this.#source = bytes;
    this.#at = 0;
    this.#unwritten = 0;
    this.#written = 0;
    this.#depth = 0;
    this.#members.clear();
    try {
      this.#skipSpace();
      const kept = this.#value(outline);
      this.#write();
      this.#skipSpace();
      if (this.#at < bytes.length) return null;
      return {canonical: this.#target.subarray(0, this.#written), kept};
    } catch (error) {
      if (error === NOT_CERTAIN) return null;
      throw error;
    }
  }

  #value(outline: Outline | undefined): unknown {
    switch (this.#source[this.#at]) {
      case QUOTE:
        return this.#string(outline);
      case OPEN_OBJECT:
        return this.#object(outline);
      case OPEN_ARRAY:
        return this.#array(outline);
      case 0x74:
        return this.#word(TRUE, true);
      case 0x66:
        return this.#word(FALSE, false);
      case 0x6e:
        return this.#word(NULL, null);
      default:
        return this.#number();
    }
  }

  #object(outline: Outline | undefined): unknown {
    const kept: Record<string, unknown> | undefined = outline === undefined ? undefined : {};
    const first = this.#members.count;
    this.#open();
    if (!this.#closes(CLOSE_OBJECT)) {
      do {
        const start = this.#position();
        const [keyStart, keyEnd] = this.#key();
        const wanted = outline?.members && this.#wanted(outline.members, keyStart, keyEnd);
        const value = this.#value(wanted?.outline);
        if (wanted !== undefined && kept !== undefined) kept[wanted.name] = value;
        this.#members.add(keyStart, keyEnd, start, this.#position());
      } while (this.#continues(CLOSE_OBJECT));
      this.#sortMembers(first);
    }
    return kept;
  }

  #array(outline: Outline | undefined): unknown {
    const kept: unknown[] | undefined = outline === undefined ? undefined : [];
    this.#open();
    if (this.#closes(CLOSE_ARRAY)) return kept;
    do {
      const value = this.#value(outline?.elements);
      if (outline?.elements !== undefined) kept?.push(value);
    } while (this.#continues(CLOSE_ARRAY));
    return kept;
  }

  /** Where the key's text begins and ends. One with an escape is rare, and does not order as its bytes do. */
  #key(): readonly [start: number, end: number] {
    const source = this.#source;
    if (source[this.#at] !== QUOTE) throw NOT_CERTAIN;
    const start = this.#at + 1;
    let at = start;
    for (let byte = source[at]; byte !== QUOTE; byte = source[at]) {
      if (byte === undefined || byte === BACKSLASH || byte < 0x20) throw NOT_CERTAIN;
      at += 1;
    }
    this.#at = at + 1;
    this.#skipSpace();
    if (source[this.#at] !== 0x3a) throw NOT_CERTAIN;
    this.#at += 1;
    this.#skipSpace();
    return [start, at];
  }

  #wanted(members: NonNullable<Outline['members']>, start: number, end: number) {
    const name = this.#source.toString('latin1', start, end);
    return Object.hasOwn(members, name) ? {name, outline: members[name]} : undefined;
  }

  /** Puts the members of the object that was just closed into the order of their keys, where they are not in it. */
  #sortMembers(first: number): void {
    const members = this.#members;
    const order = members.orderFrom(first, this.#source);
    if (order === 'duplicate') throw NOT_CERTAIN;
    if (order !== 'sorted') {
      this.#write();
      this.#written = members.rearrange(this.#target, first, order);
      this.#target[this.#written] = CLOSE_OBJECT;
      this.#written += 1;
    }
    members.truncate(first);
  }

  #string(outline: Outline | undefined): unknown {
    const source = this.#source;
    const {length} = source;
    const start = this.#at;
    let isWritten = true;
    let at = start + 1;
    for (; at < length; at += 1) {
      const byte = source[at] as number;
      if (byte === QUOTE) break;
      if (byte === BACKSLASH) {
        at += 1;
        if (!KEPT_ESCAPES.has(source[at] as number)) isWritten = false;
      } else if (byte < 0x20) throw NOT_CERTAIN;
    }
    if (at >= length) throw NOT_CERTAIN;
    this.#at = at + 1;
    if (!isWritten) this.#replace(start, JSON.stringify(parse(source.toString('utf8', start, at + 1))));
    return outline === undefined ? undefined : parse(source.toString('latin1', start, at + 1));
  }

  #number(): number {
    const start = this.#at;
    while (NUMBER_BYTES[this.#source[this.#at] ?? 0] === 1) this.#at += 1;
    const lexeme = this.#source.toString('latin1', start, this.#at);
    if (lexeme.length > SHORT_NUMBER || !NUMBER_IN_RANGE.test(lexeme)) throw NOT_CERTAIN;
    const printed = printNumber(lexeme);
    if (printed !== lexeme) this.#replace(start, printed);
    return Number(lexeme);
  }

  #word<T>(word: Buffer, value: T): T {
    const end = this.#at + word.length;
    if (compareBytes(this.#source, this.#at, end, word, 0, word.length) !== 0) throw NOT_CERTAIN;
    this.#at = end;
    return value;
  }

  #open(): void {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw NOT_CERTAIN;
    this.#at += 1;
    this.#skipSpace();
  }

  #closes(bracket: number): boolean {
    if (this.#source[this.#at] !== bracket) return false;
    this.#at += 1;
    this.#depth -= 1;
    return true;
  }

  /** After an element: true at a comma (and past it), false at the closing bracket (and past it). */
  #continues(bracket: number): boolean {
    this.#skipSpace();
    if (this.#closes(bracket)) return false;
    if (this.#source[this.#at] !== 0x2c) throw NOT_CERTAIN;
    this.#at += 1;
    this.#skipSpace();
    return true;
  }

  #skipSpace(): void {
    let byte = this.#source[this.#at] as number;
    if (byte > 0x20) return;
    this.#write();
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
      this.#at += 1;
      byte = this.#source[this.#at] as number;
    }
    this.#unwritten = this.#at;
  }

  /** How long the canonical text is so far. */
  #position(): number {
    return this.#written + this.#at - this.#unwritten;
  }

  /** Writes what was read as it stands. */
  #write(end = this.#at): void {
    const length = end - this.#unwritten;
    this.#reserve(length);
    if (length > SHORT_PIECE) this.#source.copy(this.#target, this.#written, this.#unwritten, end);
    else
      for (let at = 0; at < length; at += 1)
        this.#target[this.#written + at] = this.#source[this.#unwritten + at] as number;
    this.#written += length;
    this.#unwritten = end;
  }

  /** Writes a text in place of what was read from `start` on. */
  #replace(start: number, text: string): void {
    this.#write(start);
    this.#reserve(text.length * 3);
    this.#written += this.#target.write(text, this.#written);
    this.#unwritten = this.#at;
  }

  #reserve(more: number): void {
    const least = this.#written + more + 1;
    if (least <= this.#target.length) return;
    const larger = Buffer.allocUnsafeSlow(least * 2);
    this.#target.copy(larger, 0, 0, this.#written);
    this.#target = larger;
  }
}

/** Up to here a loop copies faster than a call does. Between spaces, as `jsonb` prints them, there is little else. */
const SHORT_PIECE = 64;

/** What is kept of memory from one scan to the next is as much as the longest text took. */
const MOST_BYTES = 4_194_304;

/** Thrown where only the exact reader can tell; one for all, since a trace of the stack takes longer than most documents. */
const NOT_CERTAIN = new Error('left to the exact reader');

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw NOT_CERTAIN;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d];
const [TRUE, FALSE, NULL] = [Buffer.from('true'), Buffer.from('false'), Buffer.from('null')];

/** What stands behind a backslash in the escapes that print as they are written. */
const KEPT_ESCAPES = new Set(Buffer.from('"\\bfnrt'));

/** A number this long, or with an exponent of more digits, may be out of range. */
const SHORT_NUMBER = 300;
const NUMBER_IN_RANGE = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?$/;
const NUMBER_BYTES = Uint8Array.from({length: 256}, (_, byte) =>
  Number('0123456789+-.eE'.includes(String.fromCharCode(byte))),
);
