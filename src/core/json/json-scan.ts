import {isUtf8} from 'node:buffer';
import {dropped} from '../large-memory.ts';
import type {Outline} from './outline.ts';
import {MAX_DEPTH} from './parse.ts';
import {SCAN_CODE} from './scan-code.ts';
import {MEMBERS, PARTS, ScanInstance, SOURCE} from './scan-instance.ts';
import {ScannedParts} from './scanned-parts.ts';

/** What a scan found out about a JSON text. It lies in the memory of the scan, and so only until the next one. */
export interface ScannedJson {
  /** True if no string or key holds NUL or a lone surrogate, which `jsonb` refuses. */
  readonly storableText: boolean;
  readonly parts: ScannedParts;
}

export interface PrintedScan extends ScannedJson {
  /** The UTF-8 of the text in the form that was asked for. */
  readonly printed: Buffer;
  /** For `jsonb` the same as `jsonb_send` of PostgreSQL sends it, behind the byte that stands for the form; else `printed`. */
  readonly sent: Buffer;
}

/** Flags of what a scan returns. */
const NOT_CERTAIN = 0;
const IS_NOT_ASCII = 2;
const HAS_REFUSED_TEXT = 4;

/** The forms of a text that a scan writes. */
const CANONICAL = 0;
const JSONB = 1;
/** Of `jsonb_send`. If there is ever another one, no digest is met, and every document is read. */
const SENT_FORM = 1;

/** Behind each piece of memory, so that the scan may read and write in blocks. */
const MARGIN = 64;
/** A unit of UTF-16 takes three bytes at most; a pair of them four together. */
const BYTES_A_CHARACTER = 3;
/** Memory that a longer text takes is not kept for the next ones. */
const MOST_BYTES = 4_194_304;
/** Room for a canonical text that is more than twice as long as its text, for short texts. */
const SPARE_BYTES = 65_536;
const MOST_KEPT = SOURCE + MOST_BYTES * 3 + SPARE_BYTES + 2 * MARGIN;
const FIRST_SIZE = SOURCE + 1_048_576;
/** WebAssembly has 4 GiB at most. This much of it is reserved for a text and its canonical text, and used as far as needed. */
const MOST_CANONICAL_BYTES = 1_073_741_824;

/**
 * Reads JSON texts by their bytes, many times as fast as the exact reader. It leaves everything rare and every fault to the exact reader,
 * and never contradicts it. It checks all that the contract asks of a document's text, and makes values only of the parts that are asked
 * for.
 */
export class JsonScan {
  readonly #module: WebAssembly.Module;
  readonly #outline: Outline;
  readonly #within: number;
  #instance: ScanInstance;

  private constructor(module: WebAssembly.Module, outline: Outline, within: number) {
    this.#module = module;
    this.#outline = outline;
    this.#within = within;
    this.#instance = this.#newInstance();
  }

  /**
   * Null if the machine does not run such code, or the outline is too long for it: then the exact reader reads everything.
   *
   * @param within how many levels will stand around the text: with them it may not be nested too deeply either
   */
  static start(outline: Outline, {within = 0, code = SCAN_CODE} = {}): JsonScan | null {
    try {
      return new JsonScan(new WebAssembly.Module(Buffer.from(code, 'base64')), outline, within);
    } catch {
      return null;
    }
  }

  /** `text` may be its UTF-8. Null if only the exact reader can tell. */
  scan(text: Uint8Array | string): ScannedJson | null {
    return this.#scan(text, mostBytes(text), 0);
  }

  /** The same with the text that `canonicalJson` gives. */
  canonical(text: Uint8Array | string): PrintedScan | null {
    return this.#printed(text, CANONICAL);
  }

  /** The same with the text that `jsonb` of PostgreSQL prints. Also null if a string holds what `jsonb` refuses. */
  jsonb(text: Uint8Array | string): PrintedScan | null {
    const found = this.#printed(text, JSONB);
    return found?.storableText === true ? found : null;
  }

  #printed(text: Uint8Array | string, form: number): PrintedScan | null {
    const length = mostBytes(text);
    // Twice the text: for numbers that grow, and for an object whose members are put into order.
    const found = length > MOST_CANONICAL_BYTES ? null : this.#scan(text, length, length * 2 + SPARE_BYTES, form);
    if (found === null) return null;
    const {bytes, exports} = this.#instance;
    const [start, end] = [exports.canonicalStart(), exports.canonicalEnd()];
    const {storableText, parts} = found;
    const printed = bytes.subarray(start, end);
    if (form === CANONICAL) return {storableText, parts, printed, sent: printed};
    // There is a margin before a text that was written, and other memory of the scan before one that stands as it is.
    bytes[start - 1] = SENT_FORM;
    return {storableText, parts, printed, sent: bytes.subarray(start - 1, end)};
  }

  #scan(text: Uint8Array | string, length: number, targetLength: number, form = CANONICAL): ScannedJson | null {
    const target = SOURCE + length + MARGIN;
    const targetEnd = target + targetLength;
    if (typeof text === 'string' && !text.isWellFormed()) return null;
    try {
      this.#reserve(targetEnd + MARGIN);
      const {bytes, words, exports, outline} = this.#instance;
      const end = SOURCE + write(text, bytes);
      bytes[end] = 0;
      const found = exports.scan(SOURCE, end, outline.root, PARTS, MEMBERS, target, targetEnd, form);
      if (found === NOT_CERTAIN) return null;
      if ((found & IS_NOT_ASCII) !== 0 && typeof text !== 'string' && !isUtf8(text)) return null;
      const parts = new ScannedParts(bytes, words, outline, PARTS / words.BYTES_PER_ELEMENT);
      return {storableText: (found & HAS_REFUSED_TEXT) === 0, parts};
    } catch (error) {
      // No more memory, or nested deeper than the stack is.
      if (error instanceof RangeError) return null;
      throw error;
    }
  }

  /** Call it when nobody needs what the last scan found any more: it gives back the memory of a long text. */
  release(): void {
    const {length} = this.#instance.bytes;
    if (length <= MOST_KEPT) return;
    this.#instance = this.#newInstance();
    dropped(length);
  }

  #newInstance(): ScanInstance {
    return new ScanInstance(this.#module, this.#outline, FIRST_SIZE, MAX_DEPTH - this.#within);
  }

  #reserve(size: number): void {
    if (this.#instance.bytes.length > MOST_KEPT && size <= MOST_KEPT) this.release();
    if (size > this.#instance.bytes.length) this.#instance.grow(size);
  }
}

function write(text: Uint8Array | string, bytes: Buffer): number {
  if (typeof text === 'string') return bytes.write(text, SOURCE);
  bytes.set(text, SOURCE);
  return text.length;
}

function mostBytes(text: Uint8Array | string): number {
  if (typeof text !== 'string') return text.length;
  const most = text.length * BYTES_A_CHARACTER;
  return most > MOST_BYTES ? Buffer.byteLength(text) : most;
}
