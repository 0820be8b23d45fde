import {type Outline, OutlineTable} from './outline.ts';
import {printNumber, printNumeric} from './print.ts';

/** What `src/scanner/json-scan.ts` exports. All numbers are places in its memory, except what `scan` returns. */
export interface ScanExports {
  configure(partsEnd: number, membersEnd: number, mostDepth: number): void;
  scan(
    start: number,
    end: number,
    outline: number,
    parts: number,
    members: number,
    target: number,
    targetEnd: number,
    form: number,
  ): number;
  canonicalStart(): number;
  canonicalEnd(): number;
}

/** Where things lie in the memory of a scan, in bytes. Memory that was never written to takes none of the machine's. */
const OUTLINE = 1024;
export const PARTS = 65_536;
export const MEMBERS = 1_048_576;
export const SOURCE = 2_097_152;
const PAGE = 65_536;
/** Numbers that are written in another form come again and again, and to print one takes ten times as long as to find it here. */
const MOST_KNOWN = 256;
/** A number may be as long as a document. One as long as this is not met again. */
const LONGEST_KNOWN = 40;

/** The scan's code with memory of its own, which holds an outline. */
export class ScanInstance {
  readonly exports: ScanExports;
  readonly outline: OutlineTable;
  readonly #memory: WebAssembly.Memory;
  /** All memory; a new buffer after it grew. */
  bytes: Buffer;
  words: Int32Array;

  /** `size` is in bytes; there is room for that much and no less than what comes before the source. */
  constructor(module: WebAssembly.Module, outline: Outline, size: number, mostDepth: number) {
    this.#memory = new WebAssembly.Memory({initial: Math.ceil(size / PAGE)});
    const printedBy = (print: (lexeme: string) => string) => {
      const known = new Map<string, string>();
      return (start: number, end: number, target: number): number => {
        const lexeme = this.bytes.toString('latin1', start, end);
        let printed = known.get(lexeme);
        if (printed === undefined) {
          printed = print(lexeme);
          if (known.size === MOST_KNOWN) known.clear();
          if (lexeme.length <= LONGEST_KNOWN) known.set(lexeme, printed);
        }
        return this.bytes.write(printed, target, 'latin1');
      };
    };
    const caller = {printNumber: printedBy(printNumber), printNumeric: printedBy(printNumeric)};
    this.exports = new WebAssembly.Instance(module, {env: {memory: this.#memory}, numbers: caller})
      .exports as unknown as ScanExports;
    this.exports.configure(MEMBERS, SOURCE, mostDepth);
    this.outline = new OutlineTable(this.#memory.buffer, OUTLINE, PARTS, outline);
    this.bytes = Buffer.from(this.#memory.buffer);
    this.words = new Int32Array(this.#memory.buffer);
  }

  /** @throws RangeError if there is no more memory */
  grow(size: number): void {
    this.#memory.grow(Math.ceil((size - this.bytes.length) / PAGE));
    this.bytes = Buffer.from(this.#memory.buffer);
    this.words = new Int32Array(this.#memory.buffer);
  }
}
