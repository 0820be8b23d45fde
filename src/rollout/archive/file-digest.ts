import {createHash, type Hash} from 'node:crypto';
import {constants, type FileHandle, open} from 'node:fs/promises';

/** What a file holds: the SHA-256 of its bytes in hexadecimal, and how many there are. */
export interface FileDigest {
  readonly sha256: string;
  readonly bytes: number;
}

const PIECE_BYTES = 1 << 20;

/** Of a regular file, however large it is. A link is not followed. @throws what the file system says */
export async function digestOfFile(path: string): Promise<FileDigest> {
  const reading = new DigestedReading(path);
  // The pieces are not needed for anything else.
  for await (const _ of reading.pieces());
  return reading.digest;
}

/** One reading of a file, a piece at a time, and its result. */
export class DigestedReading {
  readonly #path: string;
  readonly #hash: Hash = createHash('sha256');
  #bytes = 0;
  #sha256: string | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** Each piece is over with the next. */
  async *pieces(): AsyncGenerator<Uint8Array> {
    const file = await openToRead(this.#path);
    try {
      const room = Buffer.allocUnsafe(PIECE_BYTES);
      for (;;) {
        const {bytesRead} = await file.read(room, 0, PIECE_BYTES, null);
        if (bytesRead === 0) break;
        const piece = room.subarray(0, bytesRead);
        this.#hash.update(piece);
        this.#bytes += bytesRead;
        yield piece;
      }
    } finally {
      await file.close();
    }
    this.#sha256 = this.#hash.digest('hex');
  }

  /** After the last piece. */
  get digest(): FileDigest {
    if (this.#sha256 === null) throw new Error('the file was not read to its end');
    return {sha256: this.#sha256, bytes: this.#bytes};
  }
}

export function isSameDigest(left: FileDigest, right: FileDigest): boolean {
  return left.sha256 === right.sha256 && left.bytes === right.bytes;
}

/** A FIFO that took the place of a file is not waited for. */
function openToRead(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
}
