import type {BytesPlace} from '../given.ts';
import type {FilePieces} from './disk-file.ts';

/** Reads pieces of one file after the other. One file is open at a time. */
export class PiecesOfFiles {
  readonly #openFile: (number: number) => FilePieces;
  #open: FilePieces | null = null;
  #number = -1;

  constructor(openFile: (number: number) => FilePieces) {
    this.#openFile = openFile;
  }

  fill({file, offset}: BytesPlace, target: Uint8Array): void {
    if (this.#open === null || this.#number !== file) {
      this.end();
      this.#open = this.#openFile(file);
      this.#number = file;
    }
    this.#open.fill(offset, target);
  }

  /** @throws SourceError if the file that is open is not as it was listed */
  end(): void {
    this.#open?.end();
    this.close();
  }

  close(): void {
    this.#open?.close();
    this.#open = null;
  }
}
