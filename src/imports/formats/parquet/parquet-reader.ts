import type {Given} from '../../given.ts';
import type {FormatReader, SourceFile} from '../../source-file.ts';

/** Stands in for the reader of Parquet until it is merged. */
export class ParquetReader implements FormatReader {
  async *read(file: SourceFile): AsyncGenerator<Given> {
    yield {kind: 'skip', place: {file: file.name, line: null}, reason: 'is Parquet, which is not read yet'};
  }
}
