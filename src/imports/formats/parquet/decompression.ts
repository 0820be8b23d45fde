import * as zlib from 'node:zlib';
import type {CompressionCodec, Compressors} from 'hyparquet';
import {compressors as ofLibrary} from 'hyparquet-compressors';

type Decompress = (bytes: Uint8Array, length: number) => Uint8Array;

/** Node has had it since 22.15 only: 1.6 ms for a MB of text, and the library takes 11. */
const zstdOfNode = (zlib as {zstdDecompressSync?: (bytes: Uint8Array, options: object) => Buffer}).zstdDecompressSync;

/** Node does it if it can: gzip takes 6 ms for a MB of text, and the library 13. Nothing grows past what its page says that it is. */
export const decompressors: Compressors = {
  ...ofLibrary,
  GZIP: (bytes, length) => zlib.gunzipSync(bytes, {maxOutputLength: atLeastOne(length)}),
  BROTLI: (bytes, length) => zlib.brotliDecompressSync(bytes, {maxOutputLength: atLeastOne(length)}),
  ZSTD: zstd(),
};

export function canDecompress(codec: CompressionCodec | undefined): boolean {
  return codec === 'UNCOMPRESSED' || (codec !== undefined && decompressors[codec] !== undefined);
}

function zstd(): Decompress {
  if (zstdOfNode !== undefined) return (bytes, length) => zstdOfNode(bytes, {maxOutputLength: atLeastOne(length)});
  const decompress = ofLibrary.ZSTD as Decompress;
  return (bytes, length) => decompress(bytes, length);
}

/** Node takes no limit of 0. */
function atLeastOne(length: number): number {
  return Math.max(length, 1);
}
