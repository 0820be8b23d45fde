import type {Given} from '../../given.ts';
import type {FormatReader, SourceFile} from '../../source-file.ts';

/**
 * Reads files of LangSmith's bulk export: a table in Parquet, a run a row. Any of its 29 columns may be missing but the id and one of status
 * and error; what it has besides is kept.
 */
export class ParquetReader implements FormatReader {
  readonly #extractedAt: string | null;

  /** `extractedAt` is when all of it was exported, if the user says it. */
  constructor(extractedAt: string | null = null) {
    this.#extractedAt = extractedAt;
  }

  async *read(file: SourceFile): AsyncGenerator<Given> {
    // The library and its decompressors are read by the imports that need them.
    const {tableRuns} = await import('./table-runs.ts');
    yield* tableRuns(file, this.#extractedAt);
  }
}
