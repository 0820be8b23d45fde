import type {DayNote, DayWriter, RefusedRecord, StagedRecord, Staging} from '../core/record-store.ts';

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

  async stage(records: readonly StagedRecord[]): Promise<Staging> {
    const staging = await this.#day.stage(records);
    for (const {runId, same} of staging.twins) if (same) this.#unchanged.add(runId);
    return staging;
  }

  async write(runIds: readonly string[]): Promise<readonly RefusedRecord[]> {
    const refused = await this.#day.write(runIds);
    const unwritten = new Set(refused.map(({runId}) => runId));
    for (const runId of runIds) if (!unwritten.has(runId) && this.#unchanged.delete(runId)) this.#count += 1;
    return refused;
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
