import {availableParallelism} from 'node:os';
import {Worker} from 'node:worker_threads';

/** A message to the thread. */
export interface MarkTask {
  readonly directory: string;
  readonly fileNames: readonly string[];
}

/** The numbers of `FileMarks`, or null if the thread ended before it answered. */
type Answer = BigUint64Array<ArrayBuffer> | null;

/**
 * A second thread that looks at files. It takes 40 ms to start, and nobody waits for that. Node's answer about a file
 * is short-lived, hence the room for young objects.
 */
export class MarkThread {
  readonly #worker: Worker;
  #isReady = false;
  /** The callers that wait for an answer, in the order of their questions. */
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
    // The thread must not keep a program running that needs it no more.
    worker.unref();
  }

  /** None if there is no second processor. None can start from the sources either, which only a test runner reads. */
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

  /** A caller that still waits looks itself. */
  end(): void {
    void this.#worker.terminate();
  }

  #settle(answer: Answer): void {
    this.#waiting.shift()?.(answer);
    if (this.#waiting.length === 0) this.#worker.unref();
  }
}
