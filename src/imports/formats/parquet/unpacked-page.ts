import type {PageHeader} from 'hyparquet';
import {checkHybridRuns} from './hybrid-runs.ts';
import {type ColumnDecoder, decompressPage, getMaxDefinitionLevel, getMaxRepetitionLevel} from './library.ts';
import {FETCH_AGAIN, ParquetFault} from './parquet-fault.ts';

/** A page as it is before it is compressed, and a header that says so. */
export interface UnpackedPage {
  readonly header: PageHeader;
  readonly bytes: Buffer;
}

const LENGTH_BYTES = 4;

/**
 * Unpacks a page and checks what the library would believe.
 *
 * @throws ParquetFault, or what the library throws
 */
export function unpackedPage(header: PageHeader, packed: Uint8Array, decoder: ColumnDecoder): UnpackedPage {
  const levels = levelBytes(header);
  const length = header.uncompressed_page_size - levels;
  const rest = packed.subarray(levels);
  // A page of version 2 has its levels uncompressed, may say that nothing of it is compressed, and compresses nothing into nothing.
  const isPacked = header.data_page_header_v2?.is_compressed !== false && length > 0;
  const values = isPacked ? decompressPage(rest, length, decoder.codec, decoder.compressors) : rest;
  const bytes =
    levels === 0
      ? Buffer.from(values.buffer, values.byteOffset, values.length)
      : Buffer.concat([packed.subarray(0, levels), values]);
  const unpacked = {header: unpackedHeader(header, bytes.length), bytes};
  checkRuns(unpacked, decoder);
  return unpacked;
}

function unpackedHeader(header: PageHeader, length: number): PageHeader {
  const {data_page_header_v2: second} = header;
  const sizes = {uncompressed_page_size: length, compressed_page_size: length};
  return {
    ...header,
    ...sizes,
    ...(second === undefined ? {} : {data_page_header_v2: {...second, is_compressed: false}}),
  };
}

function levelBytes({data_page_header_v2: header, compressed_page_size, uncompressed_page_size}: PageHeader): number {
  if (header === undefined) return 0;
  const {repetition_levels_byte_length: repetition, definition_levels_byte_length: definition} = header;
  const length = repetition + definition;
  const fits = length <= Math.min(compressed_page_size, uncompressed_page_size);
  if (!(repetition >= 0 && definition >= 0 && fits))
    throw new ParquetFault(`has a page of levels alone; ${FETCH_AGAIN}`);
  return length;
}

/** Levels and numbers of a dictionary are written in runs. Each run says how long it is. */
function checkRuns({header, bytes}: UnpackedPage, {schemaPath, type}: ColumnDecoder): void {
  const {data_page_header: first, data_page_header_v2: second} = header;
  const page = first ?? second;
  if (page === undefined) return;
  let at = checkLevels(
    bytes,
    0,
    getMaxRepetitionLevel(schemaPath),
    page.num_values,
    second?.repetition_levels_byte_length,
  );
  at = checkLevels(
    bytes,
    at,
    getMaxDefinitionLevel(schemaPath),
    page.num_values,
    second?.definition_levels_byte_length,
  );
  const {encoding} = page;
  if (type === 'BOOLEAN' && encoding === 'RLE') checkHybridRuns(bytes.subarray(at + LENGTH_BYTES), 1, page.num_values);
  else if (encoding === 'PLAIN_DICTIONARY' || encoding === 'RLE_DICTIONARY') {
    checkHybridRuns(bytes.subarray(at + 1), bytes[at] ?? 0, page.num_values);
  }
}

/** Returns where the levels end. Version 1 writes their length before them, and neither if there is one level alone. */
function checkLevels(bytes: Buffer, at: number, most: number, values: number, written: number | undefined): number {
  if (most === 0) return at + (written ?? 0);
  const start = written === undefined ? at + LENGTH_BYTES : at;
  const end = start + (written ?? (start <= bytes.length ? bytes.readUInt32LE(at) : 0));
  if (end > bytes.length) throw new ParquetFault(`has a page whose levels go past its end; ${FETCH_AGAIN}`);
  checkHybridRuns(bytes.subarray(start, end), bitWidth(most), values);
  return end;
}

function bitWidth(level: number): number {
  return 32 - Math.clz32(level);
}
