import type {SourceFile} from '../source-file.ts';
import {HEAD_BYTES} from './file-kind.ts';

/** A file whose first bytes are looked at. It is then read from its start without being opened again; another time it is. */
export class LookedFile implements SourceFile {
  readonly name: string;
  readonly path: readonly string[];
  readonly size: number;
  readonly modifiedAt: string;
  readonly number: number | undefined;
  readonly #file: SourceFile;
  readonly #pieces: AsyncIterator<Uint8Array>;
  readonly #first: Uint8Array[] = [];
  #isEnded = false;
  #isTaken = false;

  constructor(file: SourceFile) {
    const {name, path, size, modifiedAt, number} = file;
    [this.name, this.path, this.size, this.modifiedAt, this.number] = [name, path, size, modifiedAt, number];
    this.#file = file;
    this.#pieces = file.bytes()[Symbol.asyncIterator]();
  }

  /** All of a short file. */
  async head(): Promise<Buffer> {
    for (let count = 0; count < HEAD_BYTES && !this.#isEnded; ) {
      const {value, done} = await this.#pieces.next();
      if (done === true) this.#isEnded = true;
      else {
        // A short piece may be overwritten by the one after the next.
        this.#first.push(value.length < HEAD_BYTES ? Buffer.from(value) : value);
        count += value.length;
      }
    }
    return Buffer.concat(this.#first.map((piece) => piece.subarray(0, HEAD_BYTES)));
  }

  async *bytes(): AsyncGenerator<Uint8Array> {
    if (this.#isTaken) {
      yield* this.#file.bytes();
      return;
    }
    this.#isTaken = true;
    yield* this.#first.splice(0);
    while (!this.#isEnded) {
      const {value, done} = await this.#pieces.next();
      this.#isEnded = done === true;
      if (done !== true) yield value;
    }
  }

  slice(from: number, to: number): Promise<Uint8Array> {
    return this.#file.slice(from, to);
  }

  /** Lets go of the file, whether it was read or not. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }
}
