import {isObject, type JsonObject} from '../../../core/json/value.ts';
import type {Extraction} from '../../extraction/extraction-time.ts';
import type {Given, Place} from '../../given.ts';
import type {SourceFile} from '../../source-file.ts';
import type {FirstSpans} from '../otlp/span-ids.ts';
import {ExactMembers, exactMembers} from './json-members.ts';
import {JsonSplitter} from './json-splitter.ts';

/** A file that is looked through ahead, for spans. */
export type FilesWithSpans = () => AsyncIterable<Pick<SourceFile, 'bytes'>>;

/**
 * Makes runs of spans. A span ends before the one that it is in, and is written before it, in an earlier message or, if files are
 * rotated, in an earlier file: which spans are the first of their traces is looked up in all of the source when its first message comes. One
 * for a reading of an import.
 */
export class SpanReading {
  readonly #maxBytes: number;
  readonly #files: FilesWithSpans;
  #firstSpans: FirstSpans | null = null;

  /** `files` gives all files of the source that hold spans. */
  constructor(maxBytes: number, files: FilesWithSpans) {
    this.#maxBytes = maxBytes;
    this.#files = files;
  }

  /** Of one message. */
  async *runs(message: JsonObject, place: Place, extraction: Extraction): AsyncGenerator<Given> {
    const {otlpRuns} = await import('../otlp/otlp-runs.ts');
    this.#firstSpans ??= await this.#lookedUp();
    yield* otlpRuns(message, place, extraction, this.#firstSpans);
  }

  async #lookedUp(): Promise<FirstSpans> {
    const {learnFirstSpans} = await import('../otlp/otlp-runs.ts');
    const firstSpans = new (await import('../otlp/span-ids.ts')).FirstSpans();
    for await (const file of this.#files()) {
      for await (const message of this.#messages(file)) learnFirstSpans(message, firstSpans);
    }
    return firstSpans;
  }

  /** All objects of the file, as far as it can be read; what is wrong in it is said when it is read itself. */
  async *#messages(file: Pick<SourceFile, 'bytes'>): AsyncGenerator<JsonObject> {
    const splitter = new JsonSplitter<never>(() => null, this.#maxBytes);
    try {
      for await (const bytes of file.bytes()) yield* objectsOf(splitter.push(bytes));
    } catch {}
    yield* objectsOf(splitter.end());
  }
}

function* objectsOf(pieces: ReturnType<JsonSplitter<never>['push']>): Generator<JsonObject> {
  for (const piece of pieces) {
    if (piece.kind !== 'value') continue;
    try {
      const members = exactMembers(piece.bytes);
      if (members instanceof ExactMembers && isObject(members.value)) yield members.value;
    } catch {
      // It is read again, and said then.
    }
  }
}
