/** Called with the number of files that are done. */
export type OnFiles = (files: number) => void;

/** Counts the files of one day, each once: files that are read at once, and at the end those that need no reading. */
export class DayTally {
  readonly #files: number;
  readonly #onFiles: OnFiles;
  #told = 0;

  constructor(files: number, onFiles: OnFiles) {
    this.#files = files;
    this.#onFiles = onFiles;
  }

  meet(): void {
    if (this.#told === this.#files) return;
    this.#told += 1;
    this.#onFiles(1);
  }

  end(): void {
    const left = this.#files - this.#told;
    this.#told = this.#files;
    if (left > 0) this.#onFiles(left);
  }
}
