/** Where one is in a text that is read piece by piece: lines from 1, offsets in bytes from the start of the text. */
export class TextPosition {
  line: number;
  /** Where the line begins. */
  lineStart = 0;

  constructor(line = 1) {
    this.line = line;
  }

  /** Goes past a line feed that is at `offset`. */
  pass(offset: number): void {
    this.line += 1;
    this.lineStart = offset + 1;
  }
}

/** A text is not JSON from `offset` on. `message` goes on from "is not JSON: ". */
export class JsonFault extends Error {
  override readonly name = 'JsonFault';
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}
