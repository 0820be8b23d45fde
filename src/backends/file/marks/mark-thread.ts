import {availableParallelism} from 'node:os';
import {Worker} from 'node:worker_threads';

/** What the thread is told. */
export interface MarkTask {
  readonly directory: string;
  readonly fileNames: readonly string[];
}

/** The numbers of `FileMarks`, or null where the thread did not live to say. */
type Answer = BigUint64Array<ArrayBuffer> | null;

/**
 * A second thread that looks at files. It takes 40 ms to start, and nobody waits for that. What Node says of a file is
 * short-lived, hence the room for the young.
 */
export class MarkThread {
  readonly #worker: Worker;
  #isReady = false;
  /** Those who wait for an answer, in the order in which they asked. */
  readonly #waiting: ((answer: Answer) => void)[] = [];

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.once('online', () => {
      this.#isReady = true;
    });
    worker.on('message', (numbers: BigUint64Array<ArrayBuffer>) => this.#settle(numbers));
    for (const end of ['error', 'exit'] as const) {
      worker.once(end, () => {
        this.#isReady = false;
        while (this.#waiting.length > 0) this.#settle(null);
      });
    }
    // It must not keep a program from ending that needs it no more.
    worker.unref();
  }

  /** None where there is no second processor; and from the sources, which only a test runner reads, none can be started. */
  static start(): MarkThread | null {
    if (!import.meta.url.endsWith('.js') || availableParallelism() === 1) return null;
    return new MarkThread(
      new Worker(new URL('./mark-worker.js', import.meta.url), {resourceLimits: {maxYoungGenerationSizeMb: 64}}),
    );
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  ask(task: MarkTask): Promise<Answer> {
    this.#worker.ref();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#worker.postMessage(task);
    });
  }

  #settle(answer: Answer): void {
    this.#waiting.shift()?.(answer);
    if (this.#waiting.length === 0) this.#worker.unref();
  }
}
