import type {Worker} from 'node:worker_threads';
import type {Reading} from '../reading/record-reading.ts';
import type {ThreadRecord} from './thread-record.ts';

/** The task from which a thread takes turns. */
export interface ScanTask {
  readonly directory: string;
  /** A link that leads out of it is not followed. */
  readonly root: string;
  readonly fileNames: readonly string[];
  readonly maxFileBytes: number;
  readonly reading: Reading;
  /** The numbers of the files' `FileMarks`; null if they were not listed with any. */
  readonly marks: BigUint64Array<ArrayBuffer> | null;
  readonly turns: SharedArrayBuffer;
}

/** What a thread returns for the files of one turn: null if the exact reader must read a file. */
export interface ScannedTurn {
  readonly start: number;
  readonly records: readonly (ThreadRecord | null)[];
  /** The places in the turn of files that are other ones than were listed. */
  readonly others: readonly number[];
}

/**
 * A message of a thread, as JSON: the result of a turn, or null once no turn of its task is left. Node takes three times as long to copy
 * such objects from one thread to the other as to write and read them as JSON.
 */
export type ScanMessage = ScannedTurn | null;

interface Job {
  readonly take: (turn: ScannedTurn) => void;
  readonly end: () => void;
}

/** A thread that helps to read. It lives for several tasks, since its code is fast only after it has run for a while. */
export class ScanThread {
  readonly #worker: Worker;
  #isAlive = true;
  /** In the order in which they were given. */
  readonly #jobs: Job[] = [];

  /** Node sets threads up on their first use, which takes some ms: most reports start none. */
  constructor() {
    const {Worker} = process.getBuiltinModule('node:worker_threads');
    this.#worker = new Worker(new URL('./scan-worker.js', import.meta.url), {
      // Its objects are short-lived. Without a limit it would keep 48 MB of them.
      resourceLimits: {maxYoungGenerationSizeMb: 6},
    });
    this.#worker.on('message', (text: string) => {
      const message = JSON.parse(text) as ScanMessage;
      if (message === null) this.#endJob();
      else this.#jobs[0]?.take(message);
    });
    for (const event of ['error', 'exit'] as const) {
      this.#worker.once(event, () => {
        this.#isAlive = false;
        while (this.#jobs.length > 0) this.#endJob();
      });
    }
    // Not earlier: with another setting V8 compiles again what Node has compiled already, and a thread needs much of
    // that.
    this.#worker.once('online', tuneEngine);
    // The thread must not keep a program running that needs it no more.
    this.#worker.unref();
  }

  /** Takes turns until none is left, or until the thread fails; then turns that it did not take are still open. */
  run(task: ScanTask, take: (turn: ScannedTurn) => void): Promise<void> {
    if (!this.#isAlive) return Promise.resolve();
    this.#worker.ref();
    return new Promise((end) => {
      this.#jobs.push({take, end});
      this.#worker.postMessage(task);
    });
  }

  #endJob(): void {
    this.#jobs.shift()?.end();
    if (this.#jobs.length === 0) this.#worker.unref();
  }
}

/**
 * Settings of V8 for as long as several threads scan.
 *
 * - It optimises only code that runs for long. V8 optimises on other threads. While a scan keeps all processors busy, that takes a quarter
 *   of the time of two threads that read 100 MB in a fifth of a second. Later engines than that of Node 20 have no such setting, and would
 *   say so on stderr.
 * - It keeps the room for short-lived objects as small as it is by then. Nearly all objects of a scan are short-lived, and without this
 *   setting that room grows to 33 MB. It saves 40 MB at the peak of a verification of 3 GB, and a tenth of the time. A thread that starts
 *   resets it.
 */
function tuneEngine(): void {
  const {setFlagsFromString} = process.getBuiltinModule('node:v8');
  if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=500000');
  setFlagsFromString('--semi-space-growth-factor=1');
}
