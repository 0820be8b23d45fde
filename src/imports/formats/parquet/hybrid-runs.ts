import {FETCH_AGAIN, ParquetFault} from './parquet-fault.ts';

/** Values in bits come in eights; the last ones are filled up, by some writers beyond that. */
const MOST_FILLED_UP = 1024;
const MOST_BYTES_OF_VARINT = 5;
const MOST_BITS = 32;

/**
 * Checks levels, or numbers of a dictionary, before the library reads them: it believes the length of every run, so that a bit that
 * flipped would have it fill memory or never come back. There are `most` values at most, of `width` bits each.
 *
 * @throws ParquetFault
 */
export function checkHybridRuns(bytes: Uint8Array, width: number, most: number): void {
  if (width > MOST_BITS) throw wrong();
  let at = 0;
  for (let left = most; left > 0 && at < bytes.length; ) {
    const [header, behind] = varint(bytes, at);
    const isInBits = (header & 1) === 1;
    const values = isInBits ? (header >>> 1) * 8 : header >>> 1;
    at = behind + Math.ceil(((isInBits ? Math.min(values, left) : 1) * width) / 8);
    if (at > bytes.length || values > left + (isInBits ? MOST_FILLED_UP : 0)) throw wrong();
    left -= values;
  }
}

function varint(bytes: Uint8Array, start: number): [value: number, behind: number] {
  let value = 0;
  for (let length = 0; length < MOST_BYTES_OF_VARINT; length += 1) {
    const byte = bytes[start + length];
    if (byte === undefined) throw wrong();
    value |= (byte & 0x7f) << (7 * length);
    if (byte < 0x80) return [value >>> 0, start + length + 1];
  }
  throw wrong();
}

function wrong(): ParquetFault {
  return new ParquetFault(`has a page whose runs of values are not as long as they say; ${FETCH_AGAIN}`);
}
