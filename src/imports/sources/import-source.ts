import {createReadStream, statSync} from 'node:fs';
import {UsageError} from '../../core/errors.ts';
import type {Around, FormatName, Given, ImportSource} from '../given.ts';
import type {ImportOptions} from '../import-options.ts';

/** Files of JSON lines, a run each. */
export function withImportSource<T>(
  paths: readonly string[],
  options: ImportOptions,
  work: (source: ImportSource) => Promise<T>,
): Promise<T> {
  return work(new LinesSource(paths, options));
}

class LinesSource implements ImportSource {
  readonly bytes: number;
  readonly #paths: readonly string[];
  readonly #options: ImportOptions;
  #read = 0;

  constructor(paths: readonly string[], options: ImportOptions) {
    this.#paths = paths;
    this.#options = options;
    this.bytes = paths.reduce((sum, path) => sum + sizeOf(path), 0);
  }

  formats(): ReadonlyMap<FormatName, number> {
    return new Map([['runs', this.#paths.length]]);
  }

  bytesRead(): number {
    return this.#read;
  }

  async *read(): AsyncGenerator<Given> {
    this.#read = 0;
    for (const path of this.#paths) yield* this.#readFile(path);
  }

  async *#readFile(path: string): AsyncGenerator<Given> {
    const extractedAt = this.#options.extractedAt ?? statSync(path).mtime.toISOString();
    const around: Around = {
      runId: null,
      traceId: null,
      startTime: null,
      projectName: null,
      projectId: null,
      extractedAt,
      extractedBy: this.#options.extractedAt === null ? 'file' : 'export',
      metadata: null,
      derived: {},
    };
    let [rest, line] = [Buffer.alloc(0), 0];
    for await (const chunk of createReadStream(path, {highWaterMark: 1_048_576})) {
      this.#read += (chunk as Buffer).length;
      const text = Buffer.concat([rest, chunk as Buffer]);
      let start = 0;
      for (let end = text.indexOf(10); end !== -1; end = text.indexOf(10, start)) {
        line += 1;
        const json = text.subarray(start, end);
        start = end + 1;
        if (json.length > 0) yield {kind: 'run', json, part: 'whole', around, place: {file: path, line}};
      }
      rest = text.subarray(start);
    }
    if (rest.length > 0) yield {kind: 'run', json: rest, part: 'whole', around, place: {file: path, line: line + 1}};
  }
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    throw new UsageError(`The source ${path} cannot be read (${code}).`, `Look for it with: ls -l '${path}'`);
  }
}
