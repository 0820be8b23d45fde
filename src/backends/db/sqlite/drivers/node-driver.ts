import {extname} from 'node:path';
import type {Worker} from 'node:worker_threads';
import {dropped, giveBack, LARGE_BYTES} from '../../../../core/large-memory.ts';
import type {OpenedDatabase, SqliteDriver, SqlValue} from './driver.ts';
import type {Answer, Failure, Question, Rows} from './node-messages.ts';
import {sizeOf} from './row-size.ts';

/**
 * Node's own SQLite, which blocks during every statement. So each connection has a thread of its own, and signals, time limits and progress
 * go on in this one. Nothing ends a statement from outside: an interruption takes effect between two rows or two statements. A signal still
 * ends the process, and SQLite undoes what was not committed when the file is opened next.
 */
export const nodeDriver: SqliteDriver = {
  name: 'node:sqlite',
  async open(path, mode, signal) {
    const thread = new NodeThread();
    await thread.ask({kind: 'open', path, mode, interruptions: thread.interruptions});
    return new NodeDatabase(thread, signal);
  },
};

interface Waiting {
  readonly resolve: (rows: Rows) => void;
  readonly reject: (error: Error) => void;
}

class NodeThread {
  /** How often somebody asked running statements to end. */
  readonly interruptions = new SharedArrayBuffer(4);
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #end: Error | null = null;

  constructor() {
    const {Worker} = process.getBuiltinModule('node:worker_threads');
    // The thread's file lies beside this one. If a test runs the sources, Node reads them as they are.
    this.#worker = new Worker(new URL(`./node-thread${extname(import.meta.url)}`, import.meta.url), {
      // Node 22 and 24 say on stderr that node:sqlite may change.
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    this.#worker.on('message', (answer: Answer) => {
      const waiting = this.#waiting.shift();
      if (this.#waiting.length === 0) this.#worker.unref();
      if ('failure' in answer) waiting?.reject(asError(answer.failure));
      else waiting?.resolve(answer);
    });
    this.#worker.once('error', (error: Error) => this.#break(error));
    this.#worker.once('exit', () => this.#break(new Error('The thread of SQLite has ended.')));
    // An idle open connection must not keep the program running either.
    this.#worker.unref();
  }

  ask(question: Question): Promise<Rows> {
    if (this.#end !== null) return Promise.reject(this.#end);
    this.#worker.ref();
    return new Promise((resolve, reject) => {
      this.#waiting.push({resolve, reject});
      this.#worker.postMessage(question);
    });
  }

  #break(error: Error): void {
    this.#end ??= error;
    for (const {reject} of this.#waiting.splice(0)) reject(this.#end);
  }
}

class NodeDatabase implements OpenedDatabase {
  readonly #thread: NodeThread;
  readonly #signal: AbortSignal | undefined;
  #streams = 0;

  constructor(thread: NodeThread, signal: AbortSignal | undefined) {
    this.#thread = thread;
    this.#signal = signal;
  }

  interrupt(): void {
    Atomics.add(new Int32Array(this.#thread.interruptions), 0, 1);
  }

  async close(): Promise<void> {
    await this.#thread.ask({kind: 'close'}).catch(() => {});
  }

  async execute(sql: string): Promise<void> {
    await this.#ask({kind: 'execute', sql});
  }

  async run(sql: string, values: readonly SqlValue[]): Promise<void> {
    await this.#ask({kind: 'run', sql, values: values.map(sent)});
  }

  async all<Row>(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    const {rows} = await this.#ask({kind: 'all', sql, values: values.map(sent)});
    return rows.map(received) as Row[];
  }

  async *stream<Row>(sql: string, values: readonly SqlValue[] = []): AsyncGenerator<Row> {
    this.#streams += 1;
    const stream = this.#streams;
    const more = {kind: 'more', stream} as const;
    try {
      let next: Promise<Rows> | null = this.#ask({kind: 'stream', stream, sql, values: values.map(sent)});
      for (let isLast = false; !isLast; ) {
        const batch: Rows = await (next ?? this.#ask(more));
        isLast = batch.isLast;
        const rows = batch.rows.map(received);
        next = isLast || rows.some((row) => sizeOf(Object.values(row)) >= LARGE_BYTES) ? null : this.#ahead(more);
        for (const row of rows) {
          dropped(sizeOf(Object.values(row)));
          this.#signal?.throwIfAborted();
          yield row as Row;
        }
        rows.length = 0;
        giveBack();
      }
    } finally {
      await this.#thread.ask({kind: 'end', stream}).catch(() => {});
    }
  }

  async #ask(question: Question): Promise<Rows> {
    this.#signal?.throwIfAborted();
    return this.#thread.ask(question);
  }

  /** Rows that are fetched during the work on the last ones; a failure is reported when their turn comes. */
  #ahead(question: Question): Promise<Rows> {
    const rows = this.#ask(question);
    rows.catch(() => {});
    return rows;
  }
}

/** A part of a larger memory would take all of that memory to the other thread. */
function sent(value: SqlValue): SqlValue {
  const isPart = value instanceof Uint8Array && value.byteLength < value.buffer.byteLength;
  return isPart ? new Uint8Array(value) : value;
}

/** Bytes are a `Buffer`, as with the other driver; on their way they became an array of bytes. */
function received(row: object): object {
  for (const [name, value] of Object.entries(row)) {
    if (value instanceof Uint8Array) {
      Object.assign(row, {[name]: Buffer.from(value.buffer, value.byteOffset, value.byteLength)});
    }
  }
  return row;
}

function asError({code, message}: Failure): Error {
  return Object.assign(new Error(message), code === undefined ? {} : {code});
}
