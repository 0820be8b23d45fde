/** Told of files as they are dealt with, by their number. */
export type OnFiles = (files: number) => void;

/** Counts the files of one day, each once: as they are read, and at the end those that nobody had to read. */
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
