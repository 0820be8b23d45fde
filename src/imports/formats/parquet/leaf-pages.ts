import {crc32} from 'node:zlib';
import type {ColumnMetaData, DecodedArray, PageHeader, SchemaTree} from 'hyparquet';
import {dropped, giveBack} from '../../../core/large-memory.ts';
import type {SourceFile} from '../../source-file.ts';
import {ChunkBytes} from './chunk-bytes.ts';
import {decompressors} from './decompression.ts';
import {type ColumnDecoder, convert, parquetHeader, readPage} from './library.ts';
import {decoded, FETCH_AGAIN, ParquetFault} from './parquet-fault.ts';
import {parsers} from './physical-values.ts';
import {unpackedPage} from './unpacked-page.ts';

/** Most headers take 50 bytes; one with the least and the greatest text of its page takes as long as those. */
const FIRST_HEADER_BYTES = 1024;
/** Writers aim at 1 MB, DuckDB at 100 MB. It is unpacked as a whole, so that a length that is wrong must not be believed. */
const MOST_PAGE_BYTES = 536_870_912;
/** The least that a page takes of memory for each of its values is 8 bytes. */
const MOST_PAGE_VALUES = 16_777_216;

/** The pages of one leaf of the schema in one row group, one after another. Each is read when it is asked for. */
export class LeafPages {
  readonly #decoder: ColumnDecoder;
  /** For a page that was unpacked before. */
  readonly #unpackedDecoder: ColumnDecoder;
  readonly #bytes: ChunkBytes;
  #dictionary: DecodedArray | undefined;
  #valuesLeft: number;
  #pageBytes = 0;

  constructor(file: SourceFile, column: ColumnMetaData, schemaPath: SchemaTree[]) {
    const start = Number(startOf(column));
    const end = start + Number(column.total_compressed_size);
    if (!(start >= 0 && end >= start && end <= file.size)) {
      throw new ParquetFault(
        `has a column "${column.path_in_schema.join('.')}" that lies outside of it; ${FETCH_AGAIN}`,
      );
    }
    this.#bytes = new ChunkBytes(file, start, end);
    this.#valuesLeft = Number(column.num_values);
    this.#decoder = {
      pathInSchema: column.path_in_schema,
      type: column.type,
      element: (schemaPath.at(-1) as SchemaTree).element,
      schemaPath,
      codec: column.codec,
      parsers,
      compressors: decompressors,
      utf8: false,
    };
    this.#unpackedDecoder = {...this.#decoder, codec: 'UNCOMPRESSED'};
  }

  /**
   * The values of the next page with data, as they are stored; null behind the last one. Of a leaf in lists, a page may go on with the
   * last row of `previous`: what it has is then put behind that, and `previous` itself comes back.
   */
  async next(previous?: DecodedArray): Promise<DecodedArray | null> {
    dropped(this.#pageBytes);
    giveBack();
    while (this.#valuesLeft > 0) {
      const header = await this.#header();
      const page = (await this.#bytes.next(header.compressed_page_size)).subarray(0, header.compressed_page_size);
      this.#bytes.skip(header.compressed_page_size);
      const values = decoded('has a page that cannot be read', () => this.#decode(header, page, previous));
      this.#pageBytes = header.uncompressed_page_size;
      if (values !== null) return values;
    }
    return null;
  }

  async #header(): Promise<PageHeader> {
    for (let length = FIRST_HEADER_BYTES; ; length *= 4) {
      const bytes = await this.#bytes.next(length);
      const reader = {view: viewOf(bytes), offset: 0};
      try {
        const header = parquetHeader(reader);
        this.#bytes.skip(reader.offset);
        this.#check(header);
        return header;
      } catch (error) {
        if (error instanceof ParquetFault) throw error;
        if (bytes.length >= this.#bytes.left) throw new ParquetFault(`has a page without a header; ${FETCH_AGAIN}`);
      }
    }
  }

  #check({type, compressed_page_size, uncompressed_page_size}: PageHeader): void {
    const fits = compressed_page_size >= 0 && compressed_page_size <= this.#bytes.left;
    if (type === undefined || !fits || !(uncompressed_page_size >= 0)) {
      throw new ParquetFault(`has a page that goes past its end; ${FETCH_AGAIN}`);
    }
    if (uncompressed_page_size > MOST_PAGE_BYTES) {
      throw new ParquetFault(
        `has a page of ${uncompressed_page_size} bytes, the most is ${MOST_PAGE_BYTES}; write it again with smaller pages`,
      );
    }
  }

  /** Null for a page without rows: a dictionary, an index. */
  #decode(header: PageHeader, page: Uint8Array, previous: DecodedArray | undefined): DecodedArray | null {
    // Few writers write it. If it is there, it shows a bit that flipped, which a text may hide.
    if (header.crc !== undefined && crc32(page) >>> 0 !== header.crc >>> 0) {
      throw new ParquetFault(`has a page that is not as it was written; ${FETCH_AGAIN}`);
    }
    if (header.type === 'DICTIONARY_PAGE') {
      this.#checkCount(header.dictionary_page_header?.num_values);
      const data = this.#read(header, page, undefined);
      this.#dictionary = data === undefined ? undefined : convert(data, this.#decoder);
      return null;
    }
    const count = header.data_page_header?.num_values ?? header.data_page_header_v2?.num_values;
    if (header.type === 'INDEX_PAGE' || count === 0) return null;
    this.#checkCount(count);
    if ((count as number) > this.#valuesLeft) throw new ParquetFault(`has more values than it says; ${FETCH_AGAIN}`);
    this.#valuesLeft -= count as number;
    return this.#read(header, page, previous) ?? null;
  }

  #read(header: PageHeader, packed: Uint8Array, previous: DecodedArray | undefined): DecodedArray | undefined {
    const {header: unpacked, bytes} = unpackedPage(header, packed, this.#decoder);
    const reader = {view: viewOf(bytes), offset: 0};
    return readPage(reader, unpacked, this.#unpackedDecoder, this.#dictionary, previous, 0).data;
  }

  #checkCount(count: number | undefined): void {
    if (count === undefined || !(count >= 0 && count <= MOST_PAGE_VALUES)) {
      throw new ParquetFault(
        `has a page of ${count} values, the most is ${MOST_PAGE_VALUES}; write it again with smaller pages`,
      );
    }
  }
}

/** Some writers leave out where the dictionary is, or write 0. */
function startOf({dictionary_page_offset, data_page_offset}: ColumnMetaData): bigint {
  return dictionary_page_offset && dictionary_page_offset < data_page_offset
    ? dictionary_page_offset
    : data_page_offset;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
