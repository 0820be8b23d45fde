import {availableParallelism} from 'node:os';
import {putBytes, type SomeBytes, wholeBytes} from '../stored-bytes.ts';
import {BATCH_BYTES, BATCH_FILES, type BatchFailure, type FileBatch, outcomeOf} from './file-batch.ts';
import {writeNewFile} from './whole-write.ts';
import {WriteThread} from './write-thread.ts';

/** A thread takes 40 ms to start, in which one alone writes some 500 files. */
const FILES_WORTH_A_THREAD = 1000;
/** A file system makes files of one directory one by one. */
const MOST_THREADS = 3;

/**
 * New files, whose names are known to be free. Opening, writing and closing one takes several times as long as all else that is done for
 * it, so other threads write along: what is added is gathered, and given to a thread that has time, or else written here.
 */
export class DraftFiles {
  readonly #threads: WriteThread[] = [];
  readonly #rooms: SharedArrayBuffer[] = [];
  #files: (readonly [path: string, end: number])[] = [];
  #bytes: Buffer = Buffer.alloc(0);
  #end = 0;
  #count = 0;
  #failure: BatchFailure | null = null;

  /** @throws what the file system said of this file, or of one before */
  add(path: string, parts: readonly SomeBytes[], size: number): void {
    if (this.#end + size > BATCH_BYTES || this.#files.length === BATCH_FILES) this.#send();
    this.#count += 1;
    if (size > BATCH_BYTES) {
      if (!writeNewFile(path, wholes(parts))) throw new Error(`${path} is there already`);
      return;
    }
    if (this.#bytes.length === 0) this.#bytes = Buffer.from(this.#rooms.pop() ?? new SharedArrayBuffer(BATCH_BYTES));
    for (const part of parts) {
      putBytes(part, this.#bytes, this.#end);
      this.#end += part.length;
    }
    this.#files.push([path, this.#end]);
  }

  /** Resolves when all are written. @throws what the file system said */
  async settle(): Promise<void> {
    this.#send();
    await Promise.all(this.#threads.map((thread) => thread.settle()));
    this.#requireNoFailure();
  }

  /** Nothing more is written from then on. */
  async stop(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.stop()));
  }

  #send(): void {
    this.#requireNoFailure();
    if (this.#files.length === 0) return;
    const batch = {memory: this.#bytes.buffer as unknown as SharedArrayBuffer, files: this.#files};
    [this.#files, this.#bytes, this.#end] = [[], Buffer.alloc(0), 0];
    this.#startThreads();
    const thread = this.#threads.find(({isFree}) => isFree);
    if (thread !== undefined) thread.write(batch);
    else {
      this.#done(batch, outcomeOf(batch));
      this.#requireNoFailure();
    }
  }

  #startThreads(): void {
    const worth = Math.min(Math.floor(this.#count / FILES_WORTH_A_THREAD), possibleThreads());
    while (this.#threads.length < worth) {
      this.#threads.push(new WriteThread((batch, failure) => this.#done(batch, failure)));
    }
  }

  #done({memory}: FileBatch, failure: BatchFailure | null): void {
    this.#rooms.push(memory);
    this.#failure ??= failure;
  }

  #requireNoFailure(): void {
    if (this.#failure === null) return;
    const {message, code, syscall, path} = this.#failure;
    throw Object.assign(new Error(message), {code, syscall, path});
  }
}

function* wholes(parts: readonly SomeBytes[]): Generator<Uint8Array> {
  for (const part of parts) yield wholeBytes(part);
}

/** From the sources, which only a test runner reads, no thread can be started. */
function possibleThreads(): number {
  return import.meta.url.endsWith('.js') ? Math.min(availableParallelism() - 1, MOST_THREADS) : 0;
}
