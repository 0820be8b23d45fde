/**
 * Glossary. The words of this file are the words of the whole tool.
 *
 * - run: one step of a trace as LangSmith stores it; it may hold nested runs in `child_runs`.
 * - document: the JSON of one file, `{"metadata": …, "trace": run}`.
 * - record: one run of one project and date; its key is (project, date, run id). Its winning snapshot counts.
 * - snapshot: one document of a record. Of several, the newest `metadata.extracted_at` wins.
 * - trace: all records of one project and date with one trace id.
 * - failing run: a run named `zenrows_scraper` whose status is a string other than `success` in any ASCII case.
 * - source: something that answers the questions below. Control is the trusted one, candidate the new one.
 * - fact: what a source returns. Masking, cleaning, rounding and sorting for output all come after it.
 * - question: one report on the dates of a scope, of one project or of all together; both sides get the same ones. A report that is code
 *   asks about one date, one that is data about all dates at once.
 * - unit: what a report that is data counts one of: a run, a record or a trace.
 * - observation: one side's outcome of a question, an answer or a failure.
 * - result: what follows from both observations: matched, mismatched or inconclusive.
 * - parity: the matched share of the questions that could be compared, always with its denominator.
 * - missing, extra, changed: a record that only control has, that only candidate has, or that both have with different content.
 * - pattern: a group of records that differ in the same way. A trait is what its records share and no other record of their side has.
 * - fix: the commands, with the flags that were given, that make candidate equal to control, or what to do if there are none.
 * - contribution: the part of a difference that one record accounts for; all of them add up to the difference.
 * - waiver: a difference that was accepted, for a while and up to a size.
 * - evidence: what comparisons say for or against a project, under one evidence key. The key says what they stand for.
 * - proof: a match that counts as evidence for a project. The streak is all of them since the last break or release.
 * - gate: it decides from evidence alone whether a project may move to its next stage.
 *
 * A document and its record, by how far they were read. Each type has one line here; a type that is not here says nothing new.
 * - `Identity`: what a document is a snapshot of (run id and trace id), and when it was extracted. `Snapshot` decides between two.
 * - `RunDocument`: an identity with the document at hand, as text, bytes and value. A load reads these.
 * - `RunRecord`: an identity with the one part of the document that was asked for: facts, content or values (`RecordParts`).
 * - `RecordFacts`: what the reports that are code read of a record: its symbol and its `FailingRun`s. `TraceFacts` are those of a failing trace.
 * - `RecordValues`: what stands at the paths of a report that is data, run by run (`RunValues`). `TraceValues` are those of a trace.
 * - `DocumentContent`: what a comparison knows of a document: its digests, its ids and the facts of it.
 * - `ReadFile`: what was read of one file, a document or a record, or why the file does not count.
 * - `DayFacts`: what the records of a day add up to. `DayScan` is that with the files that do not count.
 * - `CachedFacts`, `CachedRecord`, `ThreadRecord`: the same as plain JSON, for a cache file and for another thread.
 * - `ListedRun`: a failing run with the place where the detail lists it.
 * - `DigestedSnapshot`: a document as a source streams it to a comparison. `SourceSnapshot` is that with the document at hand.
 * - `SideRecord`, `SideDay`: a snapshot and a day as a comparison keeps them of one side.
 * - `StagedRecord`, `StoredRecord`, `RefusedRecord`: a record on its way into a database, a record on its way out, and one that the
 *   database does not take.
 * - `…Row`: what one query gives, in the words of its columns. It becomes one of the above and goes no further.
 *
 * A new backend is one more `ReportSource`, in a folder of its own below `src/backends`, and is opened in `src/cli/sources.ts`.
 */
import type {CalendarDate} from './calendar-date.ts';
import type {DigestForm} from './document-content.ts';
import type {RunPath, TraceValues} from './fields/run-values.ts';
import type {FilesInReach, PassedOver} from './passed-over.ts';
import type {TraceFacts} from './record-facts.ts';
import type {CompiledReport} from './reports/compiled-report.ts';
import type {CountedParts} from './reports/counted-parts.ts';
import type {DayKey, Scope} from './scope.ts';
import type {
  DigestedSnapshot,
  FileChange,
  SnapshotReference,
  SourceDay,
  SourceSnapshot,
  UnreadableSnapshot,
  WantedSnapshots,
} from './source-snapshot.ts';

/** A file that could not be counted. `path` is relative to the data directory; `reason` is one line. */
export interface UnreadableFile {
  readonly path: string;
  readonly reason: string;
  /** The argument for `lse import` that imports it, quoted for a shell; absent if `lse import` would not take the file. */
  readonly importFrom?: string;
}

/**
 * Where values are read from: from what a database keeps beside the documents, if it keeps that, or from the documents
 * themselves.
 */
export type ValuesFrom = 'anything' | 'documents';

/** The one interface through which files, SQLite and PostgreSQL answer. Every method may throw an `LseError`. */
export interface ReportSource {
  /** `file`, `sqlite` or `postgres`; `sqlite-table` or `postgres-table` for a table that lse does not own. */
  readonly kind: string;
  /** Where the facts come from, for messages; never with a password. */
  readonly location: string;
  /** The only projects that the role may read, in code point order. Nothing is known about the others. Absent if the role may read all. */
  readonly visibleProjects?: readonly string[];
  /** Present if the source's answers are not of one moment: `changes` says what moved meanwhile. */
  readonly lacksSnapshot?: true;
  /** The names of the projects that have records or directories, in code point order. */
  projects(): Promise<string[]>;
  /**
   * The traces of the scope with what stands at these paths of each run, as stored; streamed in no order that counts, one at a
   * time. Every report is made of these, unless the source knows a shorter way.
   */
  traces(scope: Scope, paths: readonly RunPath[], from?: ValuesFrom): AsyncIterable<TraceValues>;
  /** A shorter way to a whole report: the source itself counts what all units add up to. Null if it knows no such way. */
  counted(report: CompiledReport, scope: Scope): Promise<CountedParts | null>;
  /** A shorter way to the traces that fail, of one date, with what the detail prints of them; streamed in no order that counts. */
  failingTraces(project: string | null, date: CalendarDate): AsyncIterable<TraceFacts>;
  /** The files that this source could not read so far; always empty for a database. */
  unreadableFiles(): readonly UnreadableFile[];
  /** What this source has found and not read so far; for a database only what the user left out. */
  passedOver(): readonly PassedOver[];
  /** What may hold runs outside the places of records, for a caller that found no record. Null if there is nothing; absent for a database. */
  filesInReach?(): Promise<FilesInReach | null>;
  /**
   * How often it has read its files or its database so far. If this does not change during a question, the answer came from memory. Absent
   * if the source keeps nothing from one question to the next.
   */
  readings?(): number;
  /** Equal for two sources that are one and the same, whatever path or URL leads there; null if nobody can tell. */
  identity(): Promise<string | null>;

  /** The days of the scope for which there is anything, by project and date; a null scope is everything. */
  days(scope: Scope | null): Promise<SourceDay[]>;
  /** The form in which it compares documents with known ones without reading them; absent if it cannot. */
  readonly digestForm?: DigestForm;
  /**
   * Every document of one project and date, streamed in no particular order; a file that does not count has its reason. Read each before
   * you ask for the next.
   */
  snapshots(
    project: string,
    date: CalendarDate,
    wanted?: WantedSnapshots,
  ): AsyncIterable<DigestedSnapshot | UnreadableSnapshot>;
  /**
   * Reads one document again; null if it is no longer there. Do not call it while `snapshots` of this source is
   * running.
   */
  snapshot(reference: SnapshotReference): Promise<SourceSnapshot | null>;
  /**
   * What changed, on all days or on some, since the source was opened with a listing of its own. Always empty for a snapshot of a database.
   * If a database has no snapshot, days take the place of files.
   */
  changes(days?: readonly DayKey[]): Promise<FileChange[]>;
}
