import type {Client} from './client.ts';
import {type DayMark, dayMark} from './queries/day-mark.ts';

/**
 * The expected rows of a day at the end of a load: the rows at its start, less those that it removed, plus those that it wrote. A load is
 * no snapshot: it may have compared a row that another program changed or deleted right after.
 *
 * If another program writes a row and this load then overwrites it, the day is the same, but it may count as touched.
 */
export class WatchedRows {
  readonly #client: Client;
  readonly #project: string;
  readonly #date: string;
  #expected: DayMark;

  private constructor(client: Client, project: string, date: string, expected: DayMark) {
    this.#client = client;
    this.#project = project;
    this.#date = date;
    this.#expected = expected;
  }

  static async watch(client: Client, project: string, date: string): Promise<WatchedRows> {
    return new WatchedRows(client, project, date, await dayMark(client, project, date, null));
  }

  /** Does `work`, which replaces or deletes rows of `before` and leaves or makes those of `after`, and nothing else. */
  async during(
    {before, after}: {readonly before: readonly string[]; readonly after: readonly string[]},
    work: () => Promise<void>,
  ): Promise<void> {
    if (before.length > 0) this.#add(await this.#markOf(before), -1n);
    await work();
    if (after.length > 0) this.#add(await this.#markOf(after), 1n);
  }

  /** The state of the day, as `loadedDays` finds it; null if another program touched it. */
  async untouched(): Promise<string | null> {
    const {rows, sum} = await this.#markOf(null);
    return rows === this.#expected.rows && sum === this.#expected.sum ? `${rows} ${sum}` : null;
  }

  #markOf(runIds: readonly string[] | null): Promise<DayMark> {
    return dayMark(this.#client, this.#project, this.#date, runIds);
  }

  #add({rows, sum}: DayMark, times: 1n | -1n): void {
    this.#expected = {rows: this.#expected.rows + times * rows, sum: this.#expected.sum + times * sum};
  }
}
