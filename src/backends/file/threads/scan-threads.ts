import {availableParallelism} from 'node:os';
import type {Identity} from '../../../core/run-document.ts';
import {FILES_READ_A_TURN} from '../turns.ts';
import {type ScannedTurn, type ScanTask, ScanThread} from './scan-thread.ts';
import {endTurns, newTurns, takeTurn} from './scan-turns.ts';
import {receivedRecord} from './thread-record.ts';

/**
 * A thread takes 40 ms to start, and then some time to get fast. In 40 ms one thread alone reads some 1,200 files of 20
 * KB.
 */
const FILES_WORTH_A_THREAD = 2000;
const MOST_THREADS = 3;

/** Other threads that help to read. They start once there are enough files, and stay for later directories. */
export class ScanThreads {
  readonly #threads: ScanThread[] = [];
  #files = 0;

  /**
   * Starts as many threads as so many files are worth. They get ready while a caller, who knows that it will read the
   * files, does other work.
   */
  prepare(files: number): void {
    const worth = Math.min(Math.floor(files / FILES_WORTH_A_THREAD), possibleThreads());
    while (this.#threads.length < worth) this.#threads.push(new ScanThread());
  }

  share<R extends Identity>(task: Omit<ScanTask, 'turns'>): SharedScan<R> {
    this.#files += task.fileNames.length;
    this.prepare(this.#files);
    return new SharedScan(task, task.fileNames.length > FILES_READ_A_TURN ? this.#threads : []);
  }
}

/** No thread can start from the sources, which only a test runner reads. */
function possibleThreads(): number {
  return import.meta.url.endsWith('.js') ? Math.min(availableParallelism() - 1, MOST_THREADS) : 0;
}

/** One directory that several threads read. They share only a counter, and the caller reads what the others could not. */
export class SharedScan<R extends Identity> {
  readonly #task: ScanTask;
  readonly #ended: Promise<unknown>;
  readonly #done = new Map<number, ScannedTurn>();
  readonly #own = new Set<number>();

  constructor(task: Omit<ScanTask, 'turns'>, threads: readonly ScanThread[]) {
    this.#task = {...task, turns: newTurns()};
    const take = (turn: ScannedTurn) => this.#done.set(turn.start, turn);
    this.#ended = Promise.all(threads.map((thread) => thread.run(this.#task, take)));
  }

  /** Where the caller's next turn starts among the files, or null once all turns are given out. */
  nextTurn(): number | null {
    const start = takeTurn(this.#task.turns);
    if (start >= this.#task.fileNames.length) return null;
    this.#own.add(start);
    return start;
  }

  /** Every file that the caller did not read itself, by its place, in the order given, once all threads are done. */
  async *results(): AsyncGenerator<{readonly at: number; readonly record: R | null; readonly isOther: boolean}> {
    await this.#ended;
    const {fileNames} = this.#task;
    for (let start = 0; start < fileNames.length; start += FILES_READ_A_TURN) {
      if (this.#own.has(start)) continue;
      const {records = [], others = []} = this.#done.get(start) ?? {};
      for (let at = start; at < Math.min(start + FILES_READ_A_TURN, fileNames.length); at += 1) {
        const sent = records[at - start] ?? null;
        const record = sent === null ? null : (receivedRecord(sent) as Identity as R);
        yield {at, record, isOther: others.includes(at - start)};
      }
    }
  }

  /** No thread takes another turn; what was read so far is dropped. */
  stop(): void {
    endTurns(this.#task.turns);
  }
}
