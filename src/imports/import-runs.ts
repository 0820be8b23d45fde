import type {Connection} from '../backends/db/sqlite/driver.ts';
import type {CalendarDate} from '../core/calendar-date.ts';
import type {DocumentTree} from '../core/document-tree.ts';
import {SourceError} from '../core/errors.ts';
import {parseInstant} from '../core/instant.ts';
import {giveBack} from '../core/large-memory.ts';
import {fileStem} from '../transfer/export-name.ts';
import {EarlyFiles, earlyFile} from './early/early-files.ts';
import type {FormatName, GivenRun, ImportSource, NumberedRun, SecondReading} from './given.ts';
import {noteAbsent} from './plan/absent-runs.ts';
import {unpackRun} from './plan/operations.ts';
import {placedRunPages} from './plan/placed-run-pages.ts';
import {makePlan} from './plan/plan.ts';
import {withPlanDatabase} from './plan/plan-database.ts';
import type {ProjectRules} from './plan/project-names.ts';
import {insertAbsent} from './plan/queries/absent.ts';
import {earlyRuns, findWrongEarly, lostEarlyFiles} from './plan/queries/early.ts';
import type {ExistingFile} from './plan/queries/existing.ts';
import type {RowInsertion} from './plan/queries/insert-rows.ts';
import {merged} from './plan/queries/merged.ts';
import type {PlacedRun} from './plan/queries/placed-runs.ts';
import type {SourceReading} from './plan/source-reading.ts';
import {DerivedCounts} from './receipt/derived-counts.ts';
import {incompletenessOf} from './receipt/incompleteness.ts';
import type {Receipt} from './receipt/receipt.ts';
import {WrittenCounts} from './receipt/written-counts.ts';
import {derivedOfPlace, type RunContent, runFile, runOfFile} from './runs/run-file.ts';
import {RunMembers} from './runs/run-members.ts';
import type {SomeBytes} from './stored-bytes.ts';
import {SnapshotWriter} from './tree/snapshot-writer.ts';
import type {DayPlace, TreeDraft} from './tree/tree-draft.ts';
import {nextTurn, RUNS_A_TURN} from './turns.ts';

/** Where runs are imported to. */
export interface ImportTarget {
  /** As the user named it. */
  readonly directory: string;
  /** What is there; null if there is nothing yet. */
  readonly tree: DocumentTree | null;
  /** Null if nothing should be written. */
  readonly draft: TreeDraft | null;
  /** No document may be larger. */
  readonly maxFileBytes: number;
}

/**
 * Reads a source twice: to learn which run belongs where, and to write what was not written in the first reading. What is known of the runs meanwhile lies in a database in the
 * temporary directory; memory holds a page of it and one run.
 *
 * @param onBytes told how much of the source was read since it was told last; it is read twice
 * @throws LseError if projects have no names, or files cannot be written
 */
export function importRuns(
  source: ImportSource,
  target: ImportTarget,
  rules: ProjectRules,
  onBytes: (bytes: number) => void,
): Promise<Receipt> {
  return withPlanDatabase(async (scratch) => {
    const members = new RunMembers();
    const told = new ToldBytes(source, onBytes);
    const {tree, draft, maxFileBytes} = target;
    const early = draft === null ? null : new EarlyFiles(draft, members, maxFileBytes);
    const reading = await makePlan(scratch, source, tree, members, rules, early, () => told.tell());
    told.beginAgain();
    const work = new Writing(scratch, source, target, members, reading);
    await work.writeAll(() => told.tell());
    told.end();
    return work.receipt();
  });
}

class ToldBytes {
  readonly #source: ImportSource;
  readonly #onBytes: (bytes: number) => void;
  #told = 0;

  constructor(source: ImportSource, onBytes: (bytes: number) => void) {
    this.#source = source;
    this.#onBytes = onBytes;
  }

  tell(): void {
    const read = this.#source.bytesRead();
    if (read > this.#told) this.#onBytes(read - this.#told);
    this.#told = Math.max(this.#told, read);
  }

  /** What is written in the first reading is not read a second time. */
  end(): void {
    const {bytes} = this.#source;
    if (bytes !== null && bytes > this.#told) this.#onBytes(bytes - this.#told);
  }

  beginAgain(): void {
    this.#told = 0;
  }
}

/** The second reading. */
class Writing {
  readonly #scratch: Connection;
  readonly #source: ImportSource;
  readonly #target: ImportTarget;
  readonly #members: RunMembers;
  readonly #reading: SourceReading;
  readonly #writer: SnapshotWriter;
  readonly #written = new WrittenCounts();
  readonly #derived = new DerivedCounts();
  readonly #absent: RowInsertion<'id' | 'kind' | 'stem' | 'file' | 'line'>;

  constructor(
    scratch: Connection,
    source: ImportSource,
    target: ImportTarget,
    members: RunMembers,
    reading: SourceReading,
  ) {
    this.#scratch = scratch;
    this.#source = source;
    this.#target = target;
    this.#members = members;
    this.#reading = reading;
    this.#writer = new SnapshotWriter(target.tree, target.draft);
    this.#absent = insertAbsent(scratch);
  }

  async writeAll(onTurn: () => void): Promise<void> {
    await this.#settleEarly();
    await this.#source.again(async (again) => {
      const others = this.#others(again);
      let turn = 0;
      for await (const page of placedRunPages(this.#scratch, this.#target.tree !== null)) {
        for (const {run, files} of page) {
          await this.#write(
            run,
            (await this.#earlyRun(run)) ?? storedRun(run, again) ?? (await numbered(others, run.seq)),
            files,
          );
          giveBack();
          turn = (turn + 1) % RUNS_A_TURN;
          if (turn > 0) continue;
          onTurn();
          await nextTurn();
        }
      }
      await others.return(undefined);
    });
    onTurn();
  }

  /** What was written early stays if the plan says the same. What no snapshot that counts needs is taken away. */
  async #settleEarly(): Promise<void> {
    const {draft} = this.#target;
    if (draft === null) return;
    await findWrongEarly(this.#scratch);
    await draft.takeBack(this.#lostFiles());
    for (const {project, project_from, run_date, extracted_by, runs} of await earlyRuns(this.#scratch)) {
      this.#written.addTaken(project, run_date as CalendarDate, runs);
      this.#derived.add(derivedOfPlace({date_from: null, project_from}, {extractedBy: extracted_by}), runs);
    }
  }

  /** The run, if it was written early into a wrong place: read out of that file, which is taken away. Null for any other run. */
  async #earlyRun(run: PlacedRun): Promise<StoredRun | null> {
    const {early_date: date, early_project: project, extracted_at} = run;
    const {draft} = this.#target;
    if (date === null || project === null || draft === null) return null;
    const early = earlyFile({project, date}, run.run_id, parseInstant(extracted_at));
    const content = await draft.retrieve(early, early.fileName);
    return contentOf(run, runOfFile(content, run.bytes));
  }

  async *#lostFiles(): AsyncGenerator<DayPlace & {readonly fileName: string}> {
    for await (const {run_id, project, run_date: date, extracted_at} of lostEarlyFiles(this.#scratch))
      yield earlyFile({project, date}, run_id, parseInstant(extracted_at));
  }

  async receipt(): Promise<Receipt> {
    await this.#absent.end();
    await noteAbsent(this.#scratch, this.#target.tree);
    const formats = Object.fromEntries(this.#source.formats());
    const counts = await this.#written.counts(this.#scratch);
    return {
      isDryRun: this.#target.draft === null,
      out: this.#target.directory,
      formats,
      ...counts,
      skipped: this.#reading.skipped.result(),
      derived: this.#derived.result(),
      incomplete: await incompletenessOf(this.#scratch, this.#reading.gaps.result(), this.#written.elsewhere()),
    };
  }

  /** What cannot be read at a place of its own, in the order in which the plan numbered it. */
  async *#others(again: SecondReading): AsyncGenerator<NumberedRun> {
    yield* again.others();
    for await (const row of merged(this.#scratch)) yield {number: row.seq, run: unpackRun(row)};
  }

  async #write(
    run: PlacedRun,
    given: RunContent & Pick<GivenRun, 'format'>,
    files: readonly ExistingFile[],
  ): Promise<void> {
    if (given.json.length !== run.bytes) throw changed();
    const {run_date: date} = run;
    if (date === null)
      return this.#skip(
        given,
        'has no start_time that can be read, and no other time says on which date its trace began',
      );
    const file = runFile(run, given, this.#members, given.format ?? this.#onlyFormat());
    const {maxFileBytes} = this.#target;
    if (file.size > maxFileBytes)
      return this.#skip(given, `would be ${file.size} bytes, more than LSE_MAX_FILE_BYTES allows (${maxFileBytes})`);
    const result = await this.#writer.write(run, date, file, given.around.extractedAt, files);
    this.#written.add(run.project, date as CalendarDate, result);
    const {file: source, line} = run;
    for (const id of result.hiddenIds) {
      await this.#absent.add({id, kind: 'nested', stem: fileStem(id), file: source, line});
    }
    this.#derived.add(file.derived);
  }

  #skip({place}: RunContent, reason: string): void {
    this.#reading.skipped.add(place, reason);
    this.#written.addUnplaced();
  }

  /** Of a source that does not say it with each run. */
  #onlyFormat(): FormatName | null {
    const [name = null, ...others] = this.#source.formats().keys();
    return others.length === 0 ? name : null;
  }
}

type StoredRun = RunContent & Pick<GivenRun, 'format'>;

/** The run at its place of the source; null if it has none. */
function storedRun(run: PlacedRun, again: SecondReading): StoredRun | null {
  const {number: file, at: offset, bytes: length} = run;
  if (file === null || offset === null) return null;
  return contentOf(run, {length, fill: (target: Uint8Array) => again.fill({file, offset}, target)});
}

/** A run that says all of itself. */
function contentOf(run: PlacedRun, json: SomeBytes): StoredRun {
  const {format} = run;
  const around = {...NOTHING_AROUND, extractedAt: run.extracted_at, extractedBy: run.extracted_by};
  return {json, around, place: {file: run.file, line: run.line}, ...(format === null ? {} : {format})};
}

const NOTHING_AROUND = {
  runId: null,
  traceId: null,
  startTime: null,
  projectName: null,
  projectId: null,
  metadata: null,
  derived: {},
};

/** @throws SourceError if there is no run of this number any more */
async function numbered(runs: AsyncGenerator<NumberedRun>, number: number): Promise<GivenRun> {
  for (;;) {
    const {value, done} = await runs.next();
    if (done === true || value.number > number) throw changed();
    if (value.number === number) return value.run;
  }
}

function changed(): SourceError {
  return new SourceError(
    'LSE_DATA_DIR',
    'The source changed while it was imported; nothing was written.',
    'Import it again when nobody writes to it.',
  );
}
