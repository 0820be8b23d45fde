import {type FileMetaData, parquetMetadata} from 'hyparquet';
import type {SourceFile} from '../../source-file.ts';
import {canDecompress} from './decompression.ts';
import {decoded, FETCH_AGAIN, ParquetFault} from './parquet-fault.ts';

const MAGIC = 'PAR1';
const MAGIC_OF_ENCRYPTED = 'PARE';
/** Behind the footer: its length in four bytes, and the magic. */
const TAIL_BYTES = 8;
/** That of 10,000 row groups of 29 columns takes 30 MB. It is read as a whole, so that a length that is wrong must not be believed. */
const MOST_FOOTER_BYTES = 67_108_864;

/**
 * What a file says about itself behind its data: columns, row groups, where their pages lie.
 *
 * @throws ParquetFault if there is no such thing, or if it says that no row can be read
 */
export async function readFooter(file: SourceFile): Promise<FileMetaData> {
  if (file.size < MAGIC.length + TAIL_BYTES) throw new ParquetFault(`is too short for a Parquet file; ${FETCH_AGAIN}`);
  const tail = Buffer.from(await file.slice(file.size - TAIL_BYTES, file.size));
  const magic = tail.toString('latin1', MAGIC.length);
  if (magic === MAGIC_OF_ENCRYPTED) throw encrypted();
  if (magic !== MAGIC)
    throw new ParquetFault(`does not end as a Parquet file does, so that it was cut; ${FETCH_AGAIN}`);
  const length = tail.readUInt32LE(0) + TAIL_BYTES;
  if (length > file.size - MAGIC.length || length > MOST_FOOTER_BYTES) {
    throw new ParquetFault(
      `says that its footer is ${length - TAIL_BYTES} bytes long, which is not so; ${FETCH_AGAIN}`,
    );
  }
  const bytes = await file.slice(file.size - length, file.size);
  const footer = decoded('has a footer that cannot be read', () =>
    parquetMetadata(bytes, {parsers: noStatistics, geoparquet: false}),
  );
  decoded('has a footer that cannot be read', () => check(footer));
  return footer;
}

/** The least and the greatest value of a column are of no use here, and not always what they say. */
const nothing = (): undefined => undefined;
const noStatistics = {
  timestampFromMilliseconds: nothing,
  timestampFromMicroseconds: nothing,
  timestampFromNanoseconds: nothing,
  dateFromDays: nothing,
  stringFromBytes: nothing,
};

function check({row_groups, schema}: FileMetaData): void {
  if (schema.slice(1).some(({name}) => typeof name !== 'string'))
    throw new ParquetFault(`has a column without a name; ${FETCH_AGAIN}`);
  for (const {columns} of row_groups) {
    for (const {meta_data, crypto_metadata, file_path} of columns) {
      if (meta_data === undefined || crypto_metadata !== undefined) throw encrypted();
      if (file_path) throw new ParquetFault('has its data in other files; export it as files that stand alone');
      if (!canDecompress(meta_data.codec)) {
        throw new ParquetFault(
          `is compressed with ${meta_data.codec ?? 'a codec that is not known'}; export it with zstandard, gzip or snappy`,
        );
      }
    }
  }
}

function encrypted(): ParquetFault {
  return new ParquetFault('is encrypted; decrypt it first');
}
