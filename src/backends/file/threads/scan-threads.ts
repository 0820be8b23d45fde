import {availableParallelism} from 'node:os';
import type {Identity} from '../../../core/run-document.ts';
import {FILES_READ_A_TURN} from '../turns.ts';
import {type ScannedTurn, type ScanTask, ScanThread} from './scan-thread.ts';
import {endTurns, newTurns, takeTurn} from './scan-turns.ts';
import {receivedRecord} from './thread-record.ts';

/** A thread takes 40 ms to start, in which one alone reads some 1,200 files of 20 KB, and then the time to get fast. */
const FILES_WORTH_A_THREAD = 2000;
const MOST_THREADS = 3;

/** Other threads that read along. They are started with the files that are worth it, and are there for later directories. */
export class ScanThreads {
  readonly #threads: ScanThread[] = [];
  #files = 0;

  /** Starts as many as so many files are worth. They get ready meanwhile for whoever knows that he will read them. */
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

/** From the sources, which only a test runner reads, no thread can be started. */
function possibleThreads(): number {
  return import.meta.url.endsWith('.js') ? Math.min(availableParallelism() - 1, MOST_THREADS) : 0;
}

/** One directory that is read by several. They share nothing but a counter, and what the others fail at is the caller's. */
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

  /** Every file that was not the caller's, in the order given, once all threads are through. */
  async *results(): AsyncGenerator<{readonly fileName: string; readonly record: R | null}> {
    await this.#ended;
    const {fileNames} = this.#task;
    for (let start = 0; start < fileNames.length; start += FILES_READ_A_TURN) {
      if (this.#own.has(start)) continue;
      const records = this.#done.get(start)?.records ?? [];
      for (const [at, fileName] of fileNames.slice(start, start + FILES_READ_A_TURN).entries()) {
        const sent = records[at] ?? null;
        yield {fileName, record: sent === null ? null : (receivedRecord(sent) as Identity as R)};
      }
    }
  }

  /** No further turn is taken; what was read so far is nobody's. */
  stop(): void {
    endTurns(this.#task.turns);
  }
}
