import {readFileSync} from 'node:fs';
import {relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {ParquetReader} from '../../../src/imports/formats/parquet/parquet-reader.ts';
import type {Given, GivenRun} from '../../../src/imports/given.ts';
import type {SourceFile} from '../../../src/imports/source-file.ts';

/** Bytes as a file, which counts what is read of it. */
export class SourceBytes implements SourceFile {
  readonly name: string;
  readonly path: readonly string[];
  readonly modifiedAt = '2025-10-01T00:00:00.000Z';
  readonly #bytes: Uint8Array;
  /** Of a single piece. */
  mostRead = 0;

  constructor(name: string, bytes: Uint8Array | ArrayBuffer) {
    this.name = name;
    this.path = name.split('/');
    this.#bytes = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  }

  get size(): number {
    return this.#bytes.length;
  }

  async *bytes(): AsyncGenerator<Uint8Array> {
    yield this.#bytes;
  }

  async slice(from: number, to: number): Promise<Uint8Array> {
    this.mostRead = Math.max(this.mostRead, to - from);
    return this.#bytes.slice(from, to);
  }
}

const fixtures = fileURLToPath(new URL('../../../fixtures/imports/parquet/source/', import.meta.url));

/** A file of the fixtures, by its path below them. */
export function fixture(path: string): SourceBytes {
  return new SourceBytes(relative(fixtures, `${fixtures}${path}`), readFileSync(`${fixtures}${path}`));
}

export async function givenOf(file: SourceFile): Promise<Given[]> {
  const found: Given[] = [];
  for await (const given of new ParquetReader().read(file)) found.push(given);
  return found;
}

/** The runs as JSON texts. What was passed over fails the test; that columns are missing does not. */
export async function jsonOf(file: SourceFile): Promise<string[]> {
  return (await givenOf(file)).filter(({kind}) => kind !== 'gap').map(textOf);
}

export function textOf(given: Given | undefined): string {
  return Buffer.from(runOf(given).json).toString('utf8');
}

export function runOf(given: Given | undefined): GivenRun {
  if (given?.kind !== 'run') throw new Error(`No run, but ${JSON.stringify(given)}`);
  return given;
}

/** The reasons for which something was passed over, with the rows. */
export function skipsOf(given: readonly Given[]): [line: number | null, reason: string][] {
  return given.flatMap((one) => (one.kind === 'skip' ? [[one.place.line, one.reason] as [number | null, string]] : []));
}
