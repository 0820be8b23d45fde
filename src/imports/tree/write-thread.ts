import type {Worker} from 'node:worker_threads';
import {type BatchFailure, type FileBatch, outcomeOf} from './file-batch.ts';

/**
 * While a thread writes one, the next ones are there for it. With 2 the first thread wrote as many files as this one, and both waited for each other
 * at the door of one directory.
 */
const MOST_BATCHES = 8;

/** A thread that writes files along. What it does not live to do is done here. */
export class WriteThread {
  readonly #worker: Worker;
  readonly #onDone: (batch: FileBatch, failure: BatchFailure | null) => void;
  /** In the order in which they were given. */
  readonly #batches: FileBatch[] = [];
  #isAlive = true;
  #settled = (): void => {};

  /** @param onDone told of each batch that it was written, or why not */
  constructor(onDone: (batch: FileBatch, failure: BatchFailure | null) => void) {
    const {Worker} = process.getBuiltinModule('node:worker_threads');
    this.#onDone = onDone;
    // What it makes is short-lived, and little.
    this.#worker = new Worker(new URL('./write-worker.js', import.meta.url), {
      resourceLimits: {maxYoungGenerationSizeMb: 2},
    });
    this.#worker.on('message', (failure: BatchFailure | null) => this.#done(failure));
    for (const event of ['error', 'exit'] as const) this.#worker.once(event, () => this.#end());
    // It must not keep a program from ending that needs it no more.
    this.#worker.unref();
  }

  get isFree(): boolean {
    return this.#isAlive && this.#batches.length < MOST_BATCHES;
  }

  write(batch: FileBatch): void {
    this.#worker.ref();
    this.#batches.push(batch);
    this.#worker.postMessage(batch);
  }

  /** Resolves when nothing is under way. */
  settle(): Promise<void> {
    if (this.#batches.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#settled = resolve;
    });
  }

  async stop(): Promise<void> {
    this.#isAlive = false;
    this.#batches.length = 0;
    await this.#worker.terminate();
  }

  #done(failure: BatchFailure | null): void {
    const batch = this.#batches.shift();
    if (batch !== undefined) this.#onDone(batch, failure);
    if (this.#batches.length > 0) return;
    this.#worker.unref();
    this.#settled();
  }

  #end(): void {
    this.#isAlive = false;
    for (let next = this.#batches[0]; next !== undefined; next = this.#batches[0]) this.#done(outcomeOf(next, 'again'));
  }
}
