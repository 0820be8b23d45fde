import type {Worker} from 'node:worker_threads';
import type {Reading} from '../reading/record-reading.ts';
import type {ThreadRecord} from './thread-record.ts';

/** What a thread is told to take turns at. */
export interface ScanTask {
  readonly directory: string;
  /** No link is followed that leads out of it. */
  readonly root: string;
  readonly fileNames: readonly string[];
  readonly maxFileBytes: number;
  readonly reading: Reading;
  readonly turns: SharedArrayBuffer;
}

/** What a thread makes of the files of one turn: null where it leaves a file to the exact reader. */
export interface ScannedTurn {
  readonly start: number;
  readonly records: readonly (ThreadRecord | null)[];
}

/** What a thread says: of a turn what it made of it, and null once no turn of its task is left. */
export type ScanMessage = ScannedTurn | null;

interface Job {
  readonly take: (turn: ScannedTurn) => void;
  readonly end: () => void;
}

/** A thread that reads along. It lives for several tasks, since its code is fast only when it has run for a while. */
export class ScanThread {
  readonly #worker: Worker;
  #isAlive = true;
  /** In the order in which they were given. */
  readonly #jobs: Job[] = [];

  /** Node sets threads up where they are first asked for, which takes some ms: most reports start none. */
  constructor() {
    const {Worker} = process.getBuiltinModule('node:worker_threads');
    this.#worker = new Worker(new URL('./scan-worker.js', import.meta.url), {
      // What it makes is short-lived. Without a limit it would hold 48 MB of it.
      resourceLimits: {maxYoungGenerationSizeMb: 6},
    });
    this.#worker.on('message', (message: ScanMessage) => {
      if (message === null) this.#endJob();
      else this.#jobs[0]?.take(message);
    });
    for (const event of ['error', 'exit'] as const) {
      this.#worker.once(event, () => {
        this.#isAlive = false;
        while (this.#jobs.length > 0) this.#endJob();
      });
    }
    // Not before: with another setting V8 compiles anew what Node brings compiled, and a thread needs much of that.
    this.#worker.once('online', tuneEngine);
    // It must not keep a program from ending that needs it no more.
    this.#worker.unref();
  }

  /** Takes turns until none is left, or the thread breaks down; what it did not take is still undone then. */
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
 * - It optimises only what runs for long. It does so on other threads, and while a scan keeps all processors busy that takes
 *   their time: of two threads that read 100 MB in a fifth of a second, a quarter. Later engines than that of Node 20 have no
 *   such setting, and would say so on stderr.
 * - It keeps the room for what is short-lived as small as it is by then. Nearly all that a scan makes is, and by itself that room
 *   grows to 33 MB: 40 MB less at the peak of a verification of 3 GB, and a tenth less time. A thread that starts sets it back.
 */
function tuneEngine(): void {
  const {setFlagsFromString} = process.getBuiltinModule('node:v8');
  if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=500000');
  setFlagsFromString('--semi-space-growth-factor=1');
}
