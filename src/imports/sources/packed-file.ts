import {once} from 'node:events';
import {stat} from 'node:fs/promises';
import {createGunzip, createInflateRaw} from 'node:zlib';
import type {SourceFile} from '../source-file.ts';
import {DiskFile, stampOf} from './disk-file.ts';
import type {Scratch} from './scratch.ts';

/** A packed file cannot be read to its end: one line that goes on from the place. What was read of it before counts. */
export class DamagedFile extends Error {
  override readonly name = 'DamagedFile';
}

/** What real traces are never packed to: deflate makes them 5 to 50 times as small. */
const MOST_RATIO = 500;
/** Below it the ratio says nothing. */
const ANY_BYTES = 16_777_216;

/** Whether as much in as little is made to fill a disk. */
export function isBomb(unpackedBytes: number, packedBytes: number): boolean {
  return unpackedBytes > ANY_BYTES && unpackedBytes > packedBytes * MOST_RATIO;
}

export const BOMB_TEXT = `unpacks to more than ${MOST_RATIO} times its size, which no traces do; unpack it yourself if you trust it`;

export interface Packing {
  readonly kind: 'gzip' | 'deflate' | 'none';
  /** How many bytes there are of it. */
  readonly packedBytes: number;
  /** How many it unpacks to; null if nothing says so. */
  readonly unpackedBytes: number | null;
  packed(): AsyncIterable<Uint8Array>;
}

/** A file inside an archive, or one that is packed by itself. */
export class PackedFile implements SourceFile {
  readonly name: string;
  readonly path: readonly string[];
  readonly modifiedAt: string;
  readonly #packing: Packing;
  readonly #scratch: Scratch;
  #unpacked: Promise<DiskFile> | null = null;

  constructor(
    {name, path, modifiedAt}: Pick<SourceFile, 'name' | 'path' | 'modifiedAt'>,
    packing: Packing,
    scratch: Scratch,
  ) {
    this.name = name;
    this.path = path;
    this.modifiedAt = modifiedAt;
    this.#packing = packing;
    this.#scratch = scratch;
  }

  /** The packed length if nothing says how long it will be; `unpacked` has its true size. */
  get size(): number {
    return this.#packing.unpackedBytes ?? this.#packing.packedBytes;
  }

  /** @throws DamagedFile */
  async *bytes(): AsyncGenerator<Uint8Array> {
    const {kind, packedBytes, unpackedBytes} = this.#packing;
    let count = 0;
    for await (const piece of kind === 'none' ? this.#packing.packed() : inflated(this.#packing.packed(), kind)) {
      count += piece.length;
      if (isBomb(count, packedBytes)) throw new DamagedFile(BOMB_TEXT);
      if (unpackedBytes !== null && count > unpackedBytes)
        throw new DamagedFile('is damaged: longer than its archive says');
      yield piece;
    }
    if (unpackedBytes !== null && count < unpackedBytes)
      throw new DamagedFile('is damaged: shorter than its archive says');
  }

  async slice(from: number, to: number): Promise<Uint8Array> {
    return (await this.unpacked()).slice(from, to);
  }

  /** The same in a temporary file. */
  unpacked(): Promise<DiskFile> {
    this.#unpacked ??= this.#unpack();
    return this.#unpacked;
  }

  async #unpack(): Promise<DiskFile> {
    const location = await this.#scratch.save(this.bytes());
    const listed = {location, name: this.name, root: this.name, above: [], stamp: stampOf(await stat(location))};
    return new DiskFile(listed, null, {packed: this});
  }
}

/** Unpacks piece by piece: what comes out of a piece is there before a fault in the next one is met, in each reading alike. */
async function* inflated(packed: AsyncIterable<Uint8Array>, kind: 'gzip' | 'deflate'): AsyncGenerator<Buffer> {
  const inflate = kind === 'gzip' ? createGunzip() : createInflateRaw();
  const pieces: Buffer[] = [];
  let failure: Error | null = null;
  inflate.on('data', (piece: Buffer) => pieces.push(piece));
  inflate.on('error', (error) => {
    failure ??= error;
  });
  try {
    for await (const bytes of packed) {
      for (let at = 0; at < bytes.length && failure === null; at += PIECE_BYTES) {
        failure ??= await written(inflate, bytes.subarray(at, at + PIECE_BYTES));
        yield* pieces.splice(0);
      }
      if (failure !== null) break;
    }
    if (failure === null) {
      inflate.end();
      await once(inflate, 'end').catch(() => {});
    }
    yield* pieces.splice(0);
    if (failure !== null) throw new DamagedFile(`is damaged: ${(failure as Error).message}`);
  } finally {
    inflate.destroy();
  }
}

/** At most 65 MB come out of it. */
const PIECE_BYTES = 65_536;

/** When all of a piece went through; the error if there is one. */
function written(inflate: NodeJS.WritableStream, bytes: Uint8Array): Promise<Error | null> {
  return new Promise((resolve) => {
    inflate.write(bytes, (error) => resolve(error ?? null));
  });
}
