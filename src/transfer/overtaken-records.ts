import type {DayNote, DayWriter, StagedRecord, StoredTwin} from '../core/record-store.ts';

/**
 * Passes everything on, and counts the records that were found unchanged and then replaced by a later file of the same load:
 * the next load finds the first of the two files superseded.
 */
export class OvertakenRecords implements DayWriter {
  readonly #day: DayWriter;
  readonly #unchanged = new Set<string>();
  #count = 0;

  constructor(day: DayWriter) {
    this.#day = day;
  }

  get count(): number {
    return this.#count;
  }

  async stage(records: readonly StagedRecord[]): Promise<StoredTwin[]> {
    const twins = await this.#day.stage(records);
    for (const {runId, same} of twins) if (same) this.#unchanged.add(runId);
    return twins;
  }

  write(runIds: readonly string[]): Promise<void> {
    for (const runId of runIds) if (this.#unchanged.delete(runId)) this.#count += 1;
    return this.#day.write(runIds);
  }

  remove(runIds: readonly string[]): Promise<void> {
    return this.#day.remove(runIds);
  }

  watch(): Promise<void> {
    return this.#day.watch();
  }

  note(note: DayNote): Promise<void> {
    return this.#day.note(note);
  }
}
