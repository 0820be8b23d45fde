import {parseInstant} from '../core/instant.ts';
import {dropped, giveBack} from '../core/large-memory.ts';
import type {DayWriter, RecordStore, RefusedRecord, StagedRecord, StoredTwin} from '../core/record-store.ts';
import type {RunDocument} from '../core/run-document.ts';
import {compareSnapshots, type Snapshot} from '../core/snapshot.ts';
import type {LoadCounts} from './load-summary.ts';
import {stageDocument} from './staged-document.ts';

/** A batch is full at either bound, this one or that of the database. */
const BATCH_RECORDS = 256;
/** While more than this is written nothing is read. */
const MOST_READ_AHEAD = 8_000_000;

/** What a database wants of its batches. */
type BatchForm = Pick<RecordStore, 'textForm' | 'batchBytes'>;

interface Candidate {
  readonly record: StagedRecord;
  readonly snapshot: Snapshot & {readonly fileName: string};
  /** The files of this record that the batch has seen: a row that came from one of them is out of date. */
  readonly files: Set<string>;
}

/** What becomes of a candidate if the database takes it. */
interface Winner {
  readonly candidate: Candidate;
  readonly twin: StoredTwin | undefined;
  readonly isSetBack: boolean;
}

/** What is left to do and to say after a load. */
export interface LoadedFiles {
  /** Files that lost against a row which was then set back; they were counted. */
  readonly outrun: readonly string[];
  /** Files that lost against a document which the database then refused; they are not counted. */
  readonly freed: readonly string[];
  readonly refused: readonly RefusedRecord[];
}

/**
 * Loads one project and date, batch by batch. The newest snapshot wins whatever the order: it replaces an older row,
 * and a file always replaces the row that came from it, even by something older. In that last case a file that lost
 * against the row before may now be the newest, so `outrun` names the files to be offered once more.
 */
export class DayLoader {
  readonly #day: DayWriter;
  readonly #store: BatchForm;
  readonly #counts: LoadCounts;
  readonly #losers = new Map<string, string[]>();
  readonly #setBack = new Set<string>();
  readonly #freed: string[] = [];
  readonly #refused: RefusedRecord[] = [];
  #batch = new Map<string, Candidate>();
  #bytes = 0;
  /** One batch is written while the next is read; each waits for the one before, whose rows it may replace. */
  #writing: Promise<void> = Promise.resolve();

  private constructor(day: DayWriter, store: BatchForm, counts: LoadCounts) {
    this.#day = day;
    this.#store = store;
    this.#counts = counts;
  }

  /** Loads what `work` adds. When this ends, in whatever way, nothing is being written any more. */
  static async load(
    day: DayWriter,
    store: BatchForm,
    counts: LoadCounts,
    work: (loader: DayLoader) => Promise<void>,
  ): Promise<LoadedFiles> {
    const loader = new DayLoader(day, store, counts);
    try {
      await work(loader);
      await loader.#flush();
      await loader.#writing;
    } finally {
      await loader.#writing.catch(() => {});
    }
    return {outrun: loader.#outrun(), freed: loader.#freed, refused: loader.#refused};
  }

  async add(document: RunDocument, fileName: string): Promise<void> {
    const record = stageDocument(document, fileName, this.#store.textForm);
    const rival = this.#batch.get(record.runId);
    const files = new Set(rival?.files).add(fileName);
    const snapshot = {extractedAt: document.extractedAt, fileName};
    if (rival === undefined) {
      this.#batch.set(record.runId, {record, snapshot, files});
      this.#bytes += sizeOf(record);
    } else {
      const wins = compareSnapshots(snapshot, rival.snapshot) > 0;
      this.#lose(record.runId, wins ? rival.snapshot.fileName : fileName);
      this.#batch.set(record.runId, wins ? {record, snapshot, files} : {...rival, files});
      if (wins) this.#bytes += sizeOf(record) - sizeOf(rival.record);
    }
    if (this.#batch.size >= BATCH_RECORDS || this.#bytes >= this.#store.batchBytes) await this.#flush();
  }

  async #flush(): Promise<void> {
    const candidates = [...this.#batch.values()];
    const bytes = this.#bytes;
    this.#batch = new Map();
    this.#bytes = 0;
    if (candidates.length === 0) return;
    await this.#writing;
    // What reading took, and what the batch before took.
    giveBack();
    this.#writing = this.#write(candidates).then(() => {
      for (const {record} of candidates) dropped(sizeOf(record));
    });
    // Handled when it is waited for; until then it must not count as unhandled.
    this.#writing.catch(() => {});
    if (bytes > MOST_READ_AHEAD) await this.#writing;
  }

  async #write(candidates: readonly Candidate[]): Promise<void> {
    const {twins, refused} = await this.#day.stage(candidates.map(({record}) => record));
    const candidateOf = new Map(candidates.map((candidate) => [candidate.record.runId, candidate]));
    for (const record of refused) this.#refuse(candidateOf, record);
    const twinOf = new Map(twins.map((twin) => [twin.runId, twin]));
    const winners = new Map<string, Winner>();
    for (const [runId, candidate] of candidateOf) {
      const winner = this.#judge(candidate, twinOf.get(runId));
      if (winner !== null) winners.set(runId, winner);
    }
    for (const record of await this.#day.write([...winners.keys()])) {
      winners.delete(record.runId);
      this.#refuse(candidateOf, record);
    }
    for (const winner of winners.values()) this.#countWritten(winner);
  }

  /** The files that lost against a row which was then set back to something older. */
  #outrun(): string[] {
    return [...this.#setBack].flatMap((runId) => this.#losers.get(runId) ?? []);
  }

  /** Null if nothing should be written, which is counted here. */
  #judge(candidate: Candidate, twin: StoredTwin | undefined): Winner | null {
    if (twin === undefined) return {candidate, twin, isSetBack: false};
    const {record, snapshot, files} = candidate;
    const order = compareSnapshots(snapshot, {extractedAt: parseInstant(twin.extractedAt), fileName: twin.fileName});
    const replacesItself = twin.fileName !== null && files.has(twin.fileName);
    if (replacesItself && twin.same) {
      this.#counts.unchanged += 1;
      return null;
    }
    if (!replacesItself && order < 0) {
      this.#lose(record.runId, snapshot.fileName);
      return null;
    }
    return {candidate, twin, isSetBack: order < 0};
  }

  #countWritten({candidate, twin, isSetBack}: Winner): void {
    const {runId} = candidate.record;
    if (isSetBack) this.#setBack.add(runId);
    if (twin === undefined) this.#counts.inserted += 1;
    else if (twin.fresh) this.#counts.superseded += 1;
    else this.#counts.updated += 1;
    if (twin?.fresh && twin.fileName !== null) this.#remember(runId, twin.fileName);
  }

  /** A document that is not there hides no older one: those that lost against it in its batch count as never offered. */
  #refuse(candidates: Map<string, Candidate>, record: RefusedRecord): void {
    const files = candidates.get(record.runId)?.files ?? new Set();
    candidates.delete(record.runId);
    this.#refused.push(record);
    files.delete(record.fileName);
    this.#counts.superseded -= files.size;
    this.#freed.push(...files);
  }

  #lose(runId: string, fileName: string): void {
    this.#counts.superseded += 1;
    this.#remember(runId, fileName);
  }

  #remember(runId: string, fileName: string): void {
    const files = this.#losers.get(runId);
    if (files === undefined) this.#losers.set(runId, [fileName]);
    else files.push(fileName);
  }
}

function sizeOf({data, raw}: StagedRecord): number {
  return data.length + (raw?.length ?? 0);
}
