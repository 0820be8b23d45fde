import {isObject, type JsonObject} from '../../../core/json/value.ts';
import type {Extraction} from '../../extraction/extraction-time.ts';
import type {Given, Place} from '../../given.ts';
import type {SourceFile} from '../../source-file.ts';
import type {FirstSpans} from '../otlp/span-ids.ts';
import {ExactMembers, exactMembers} from './json-members.ts';
import {JsonSplitter} from './json-splitter.ts';

/**
 * Makes runs of spans. A span ends before the one that it is in, and is written before it, often in an earlier message: which spans are
 * the first of their traces is looked up in all of a file before one of its messages is read. One for a reading of an import.
 */
export class SpanReading {
  readonly #maxBytes: number;
  #file: SourceFile | null = null;
  #firstSpans: FirstSpans | null = null;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** What is read from now on is of this file. */
  begin(file: SourceFile): void {
    this.#file = file;
  }

  /** Of one message. */
  async *runs(message: JsonObject, place: Place, extraction: Extraction): AsyncGenerator<Given> {
    const {learnFirstSpans, otlpRuns} = await import('../otlp/otlp-runs.ts');
    if (this.#firstSpans === null) this.#firstSpans = new (await import('../otlp/span-ids.ts')).FirstSpans();
    const firstSpans = this.#firstSpans;
    const file = this.#file;
    this.#file = null;
    if (file !== null) {
      for await (const other of this.#messages(file)) learnFirstSpans(other, firstSpans);
    }
    yield* otlpRuns(message, place, extraction, firstSpans);
  }

  /** All objects of the file; what is wrong in it is said when it is read. */
  async *#messages(file: SourceFile): AsyncGenerator<JsonObject> {
    const splitter = new JsonSplitter<never>(() => null, this.#maxBytes);
    for await (const bytes of file.bytes()) yield* objectsOf(splitter.push(bytes));
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
