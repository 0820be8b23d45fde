import {type BigIntStats, closeSync, constants, fstatSync, openSync, readSync} from 'node:fs';
import {SourceError} from '../../core/errors.ts';
import type {SourceFile} from '../source-file.ts';
import type {ReadMeter} from './read-meter.ts';

/** Read at once: a size that stays in the processor's cache until it is looked at. */
const CHUNK_BYTES = 262_144;

/** What a name leads to may have become a FIFO since it was listed, which would keep the program waiting for ever. */
const READING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The last of them tells a file that was put in place of another with its time and size: the number of the old one is free. */
const STAYING = ['dev', 'ino', 'size', 'mtimeNs', 'ctimeNs'] as const;

/** A file of the disk as it was when it was listed. */
export interface ListedFile {
  readonly location: string;
  readonly name: string;
  readonly path: readonly string[];
  readonly stats: BigIntStats;
}

/** Reads a file that must not change: what was learnt from the first reading has to be true for the second. */
export class DiskFile implements SourceFile {
  readonly name: string;
  readonly path: readonly string[];
  readonly size: number;
  readonly modifiedAt: string;
  readonly location: string;
  readonly #stats: BigIntStats;
  readonly #meter: ReadMeter | null;
  /** Counted so far: no byte counts twice. */
  #counted = 0;

  /** Without a meter nothing is counted. */
  constructor({location, name, path, stats}: ListedFile, meter: ReadMeter | null) {
    this.location = location;
    this.name = name;
    this.path = path;
    this.size = Number(stats.size);
    this.modifiedAt = stats.mtime.toISOString();
    this.#stats = stats;
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
      for (let at = 0; at < bytes.length; ) {
        const count = readSync(file, bytes, at, bytes.length - at, from + at);
        if (count === 0) throw changed(this.name);
        at += count;
      }
      this.count(bytes.length);
      await this.#meter?.pause();
      return bytes;
    } finally {
      closeSync(file);
    }
  }

  /** Notes that as many bytes more were read. */
  count(bytes: number): void {
    const counted = Math.min(bytes, this.size - this.#counted);
    this.#counted += counted;
    if (this.#meter !== null) this.#meter.bytes += counted;
  }

  /** @throws SourceError where the file is not as it was listed */
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
    const stats = fstatSync(file, {bigint: true});
    const isSame = STAYING.every((name) => stats[name] === this.#stats[name]);
    if (!isSame) throw changed(this.name);
  }
}

function changed(name: string): SourceError {
  return new SourceError(
    'LSE_IMPORT',
    `${name} changed while it was imported.`,
    'Import again when nobody writes it any more; what is in the tree already stays and is not taken twice.',
  );
}
