import {availableParallelism} from 'node:os';
import {Worker} from 'node:worker_threads';
import type {RunRecord} from '../../core/run-record.ts';
import type {ReadingName} from './record-reading.ts';
import {FILES_A_TURN, newTurns, takeTurn} from './scan-turns.ts';

/** What a thread is told. */
export interface ScanTask {
  readonly directory: string;
  readonly fileNames: readonly string[];
  readonly maxFileBytes: number;
  readonly reading: ReadingName;
  readonly turns: SharedArrayBuffer;
}

/** What a thread makes of the files of one turn: null where it leaves a file to the exact reader. */
export interface ScannedTurn<R extends RunRecord> {
  readonly start: number;
  readonly records: readonly (R | null)[];
}

export interface ThreadResult<R extends RunRecord> {
  readonly fileName: string;
  readonly record: R | null;
}

/** A thread takes 40 ms to start, in which one alone reads some 600 files of 20 KB. */
const FILES_WORTH_A_THREAD = 1500;
const MOST_THREADS = 3;

/** Other threads that read along. They share nothing but a counter, and what they fail at is done by the caller. */
export class ScanThreads<R extends RunRecord> {
  readonly #task: ScanTask;
  readonly #workers: readonly Worker[];
  readonly #ended: Promise<unknown>;
  readonly #done = new Map<number, ScannedTurn<R>>();
  readonly #own = new Set<number>();

  private constructor(task: ScanTask, threads: number) {
    this.#task = task;
    this.#workers = Array.from(
      {length: threads},
      () => new Worker(new URL('./scan-worker.js', import.meta.url), {workerData: task}),
    );
    this.#ended = Promise.all(this.#workers.map((worker) => this.#listen(worker)));
  }

  /** Starts as many as the files and the processors are worth; none is right, too. */
  static start<R extends RunRecord>(task: Omit<ScanTask, 'turns'>): ScanThreads<R> {
    const worth = Math.floor(task.fileNames.length / FILES_WORTH_A_THREAD);
    // From the sources, which only a test runner reads, no thread can be started.
    const possible = import.meta.url.endsWith('.js') ? Math.min(availableParallelism() - 1, MOST_THREADS) : 0;
    return new ScanThreads({...task, turns: newTurns()}, Math.max(0, Math.min(worth, possible)));
  }

  /** Where the caller's next turn starts among the files, or null once all turns are given out. */
  nextTurn(): number | null {
    const start = takeTurn(this.#task.turns);
    if (start >= this.#task.fileNames.length) return null;
    this.#own.add(start);
    return start;
  }

  /** Every file that was not the caller's, in the order given, once all threads are through. */
  async *results(): AsyncGenerator<ThreadResult<R>> {
    await this.#ended;
    const {fileNames} = this.#task;
    for (let start = 0; start < fileNames.length; start += FILES_A_TURN) {
      if (this.#own.has(start)) continue;
      const records = this.#done.get(start)?.records ?? [];
      for (const [at, fileName] of fileNames.slice(start, start + FILES_A_TURN).entries()) {
        yield {fileName, record: records[at] ?? null};
      }
    }
  }

  stop(): void {
    for (const worker of this.#workers) void worker.terminate();
  }

  /** A thread that breaks down leaves its turns undone, and `results` gives them back as such. */
  #listen(worker: Worker): Promise<void> {
    worker.on('message', (turn: ScannedTurn<R>) => this.#done.set(turn.start, turn));
    return new Promise((resolve) => {
      worker.once('error', () => resolve());
      worker.once('exit', () => resolve());
    });
  }
}
