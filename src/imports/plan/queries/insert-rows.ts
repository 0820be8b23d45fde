import {joined, ownName, type SqlText, sqlText} from '../../../backends/db/sql-text.ts';
import type {Connection, SqlValue} from '../../../backends/db/sqlite/driver.ts';

/** Far below the number of parameters that a statement may have. */
const ROWS_A_STATEMENT = 400;
/** Of blobs. A large one goes nearly alone. */
const BYTES_A_STATEMENT = 1_000_000;

/**
 * Inserts rows many at a time, and while that runs the next ones can be added: awaited one by one they take ten times as long. Rows whose
 * key is there already are passed over. Rows without blobs go as one JSON text, which SQLite takes apart on its own thread: to hand over
 * each value by itself took a sixth of this thread's time.
 */
export class RowInsertion<Column extends string> {
  readonly #scratch: Connection;
  readonly #table: SqlText;
  readonly #columns: readonly Column[];
  readonly #sqlOfJson: string;
  #rows: SqlValue[][] = [];
  #bytes = 0;
  #underWay: Promise<void> = Promise.resolve();

  constructor(scratch: Connection, table: string, columns: readonly Column[]) {
    this.#scratch = scratch;
    this.#table = ownName(table);
    this.#columns = columns;
    const values = joined(columns.map((_, at) => sqlText`value ->> ${at}`));
    this.#sqlOfJson = sqlText`
insert or ignore into ${this.#table} (${joined(columns.map(ownName))})
select ${values}
from json_each(?)`.text;
  }

  async add(row: Readonly<Record<Column, SqlValue>>): Promise<void> {
    const values = this.#columns.map((column) => row[column]);
    this.#rows.push(values);
    for (const value of values) if (value instanceof Uint8Array) this.#bytes += value.length;
    if (this.#rows.length === ROWS_A_STATEMENT || this.#bytes > BYTES_A_STATEMENT) await this.#send();
  }

  /** Resolves when all that was added is there. */
  async end(): Promise<void> {
    if (this.#rows.length > 0) await this.#send();
    await this.#underWay;
  }

  async #send(): Promise<void> {
    const rows = this.#rows;
    const hasBlobs = this.#bytes > 0;
    this.#rows = [];
    this.#bytes = 0;
    await this.#underWay;
    this.#underWay = hasBlobs
      ? this.#scratch.run(this.#sqlOfValues(rows.length), rows.flat())
      : this.#scratch.run(this.#sqlOfJson, [JSON.stringify(rows)]);
    // Whoever adds next, or ends, is told; nobody else is there to hear of it.
    this.#underWay.catch(() => {});
  }

  #sqlOfValues(count: number): string {
    const columns = joined(this.#columns.map(ownName));
    const row = sqlText`(${joined(this.#columns.map(() => sqlText`?`))})`;
    const rows = joined(Array.from({length: count}, () => row));
    return sqlText`insert or ignore into ${this.#table} (${columns}) values ${rows}`.text;
  }
}
