import {closeSync, constants, fstatSync, openSync, readSync, type Stats} from 'node:fs';
import {sep} from 'node:path';
import {SourceError} from '../../core/errors.ts';
import type {SourceFile} from '../source-file.ts';
import type {ReadMeter} from './read-meter.ts';

/** Read at once: a size that stays in the processor's cache until it is looked at. */
const CHUNK_BYTES = 262_144;

/** What a name leads to may have become a FIFO since it was listed, which would keep the program waiting for ever. */
const READING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** What stays of a file that does not change. The last of them tells one that was put in place of another with its time and size: the number of the old one is free. */
export type FileStamp = Readonly<Pick<Stats, 'dev' | 'ino' | 'size' | 'mtimeMs' | 'ctimeMs'>>;

/** A file of the disk as it was when it was listed. An import may have very many of them. */
export interface ListedFile {
  readonly location: string;
  readonly name: string;
  /** The directory that the user named; `name` is a path within it. The name itself if that was the file. */
  readonly root: string;
  /** The names of the real directories that lead to `root`, and its own if it is one. */
  readonly above: readonly string[];
  readonly stamp: FileStamp;
}

/** A file that is open for pieces of it. */
export interface FilePieces {
  /** Fills `target` with the bytes from `from` on. */
  fill(from: number, target: Uint8Array): void;
  /** @throws SourceError if the file is not as it was listed */
  end(): void;
  close(): void;
}

/** Numbers alone: what the system tells of a file takes a kilobyte. */
export function stampOf({dev, ino, size, mtimeMs, ctimeMs}: Stats): FileStamp {
  return {dev, ino, size, mtimeMs, ctimeMs};
}

/** Reads a file that must not change: what was learnt from the first reading must be true for the second. */
export class DiskFile implements SourceFile {
  readonly name: string;
  readonly path: readonly string[];
  readonly size: number;
  readonly modifiedAt: string;
  readonly location: string;
  readonly number: number | undefined;
  readonly #stamp: FileStamp;
  readonly #meter: ReadMeter | null;
  /** Counted so far: no byte counts twice. */
  #counted = 0;

  /** Without a meter nothing is counted. `packed` is what it was unpacked from; `number` that of a file of the source itself. */
  constructor(
    {location, name, root, above, stamp}: ListedFile,
    meter: ReadMeter | null,
    {packed, number}: {readonly packed?: SourceFile; readonly number?: number} = {},
  ) {
    this.number = number;
    this.location = location;
    this.name = name;
    const below = stepsOf(name.slice(root.length));
    this.path = packed?.path ?? [...above, ...(below.length > 0 ? below : [name.split(sep).at(-1) ?? name])];
    this.size = stamp.size;
    this.modifiedAt = packed?.modifiedAt ?? new Date(stamp.mtimeMs).toISOString();
    this.#stamp = stamp;
    this.#meter = meter;
  }

  async *bytes(): AsyncGenerator<Buffer> {
    const file = this.#open();
    try {
      // By turns: a piece may be looked at until the one after the next is asked for.
      const chunks = [0, CHUNK_BYTES].map((from) =>
        Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, Math.max(this.size - from, 0))),
      );
      for (let [at, turn] = [0, 0]; at < this.size; turn ^= 1) {
        const chunk = chunks[turn] as Buffer;
        const count = readSync(file, chunk, 0, Math.min(chunk.length, this.size - at), at);
        if (count === 0) throw changed(this.name);
        at += count;
        this.count(count);
        await this.#meter?.pause();
        yield count === chunk.length ? chunk : chunk.subarray(0, count);
      }
      this.#check(file);
    } finally {
      closeSync(file);
    }
  }

  async slice(from: number, to: number): Promise<Buffer> {
    const file = this.#open();
    try {
      const bytes = Buffer.allocUnsafeSlow(Math.max(to - from, 0));
      this.#fill(file, from, bytes);
      await this.#meter?.pause();
      return bytes;
    } finally {
      closeSync(file);
    }
  }

  /** Opens it for many pieces. */
  pieces(): FilePieces {
    const file = this.#open();
    return {
      fill: (from, target) => this.#fill(file, from, target),
      end: () => this.#check(file),
      close: () => closeSync(file),
    };
  }

  #fill(file: number, from: number, target: Uint8Array): void {
    for (let at = 0; at < target.length; ) {
      const count = readSync(file, target, at, target.length - at, from + at);
      if (count === 0) throw changed(this.name);
      at += count;
    }
    this.count(target.length);
  }

  /** Notes that as many bytes more were read. */
  count(bytes: number): void {
    const counted = Math.min(bytes, this.size - this.#counted);
    this.#counted += counted;
    if (this.#meter !== null) this.#meter.bytes += counted;
  }

  /** @throws SourceError if the file is not as it was listed */
  check(): void {
    closeSync(this.#open());
  }

  #open(): number {
    let file: number;
    try {
      file = openSync(this.location, READING);
    } catch (error) {
      const {code = ''} = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') throw changed(this.name);
      throw new SourceError(
        'LSE_IMPORT',
        `Cannot read ${this.name} (${code}).`,
        'Make it readable, and import again.',
        {
          cause: error,
        },
      );
    }
    try {
      this.#check(file);
    } catch (error) {
      closeSync(file);
      throw error;
    }
    return file;
  }

  #check(file: number): void {
    const stats = fstatSync(file);
    const stamp = this.#stamp;
    const isSame =
      stats.ino === stamp.ino &&
      stats.size === stamp.size &&
      stats.mtimeMs === stamp.mtimeMs &&
      stats.ctimeMs === stamp.ctimeMs &&
      stats.dev === stamp.dev;
    if (!isSame) throw changed(this.name);
  }
}

/** The names in a path. */
export function stepsOf(path: string): string[] {
  return path.split(sep).filter((step) => step !== '');
}

function changed(name: string): SourceError {
  return new SourceError(
    'LSE_IMPORT',
    `${name} changed while it was imported.`,
    'Import again when nobody writes it any more; what is in the tree already stays and is not taken twice.',
  );
}
