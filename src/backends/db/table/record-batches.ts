import {dropped, giveBack} from '../../../core/large-memory.ts';

/** How much waits in memory to be written: so many bytes of documents, and so many records. */
export interface BatchLimits {
  readonly bytes: number;
  readonly rows: number;
}

interface BatchedRecord {
  readonly data: {readonly length: number};
  readonly raw: {readonly length: number} | null;
}

/** Hands records to `insert` in batches. */
export class RecordBatches<R extends BatchedRecord> {
  readonly #limits: BatchLimits;
  readonly #insert: (records: readonly R[]) => Promise<void>;
  #batch: R[] = [];
  #bytes = 0;

  constructor(limits: BatchLimits, insert: (records: readonly R[]) => Promise<void>) {
    this.#limits = limits;
    this.#insert = insert;
  }

  async write(record: R): Promise<void> {
    this.#batch.push(record);
    this.#bytes += record.data.length + (record.raw?.length ?? 0);
    if (this.#bytes >= this.#limits.bytes || this.#batch.length >= this.#limits.rows) await this.flush();
  }

  /** Writes what is left. */
  async flush(): Promise<void> {
    const records = this.#batch;
    [this.#batch, this.#bytes] = [[], 0];
    if (records.length > 0) await this.#insert(records);
    for (const {data} of records) dropped(data.length);
    giveBack();
  }
}
