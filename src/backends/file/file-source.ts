import type {CalendarDate} from '../../core/calendar-date.ts';
import {compareCodePoints} from '../../core/code-point-order.ts';
import {contentOf, type DigestForm, quickContent} from '../../core/document-content.ts';
import type {DocumentTree, ReadFile, TreeDay} from '../../core/document-tree.ts';
import type {RunPath, TraceValues} from '../../core/fields/run-values.ts';
import {gatherTraces} from '../../core/fields/trace-values.ts';
import {withImports} from '../../core/importable-file.ts';
import {dropped} from '../../core/large-memory.ts';
import type {FilesInReach, PassedOver} from '../../core/passed-over.ts';
import type {TraceFacts} from '../../core/record-facts.ts';
import type {ReportSource, UnreadableFile} from '../../core/report-source.ts';
import type {CompiledReport} from '../../core/reports/compiled-report.ts';
import type {CountedParts} from '../../core/reports/counted-parts.ts';
import {type DailyCount, partsOfDays} from '../../core/reports/zenrows-errors.ts';
import type {RunDocument} from '../../core/run-document.ts';
import type {RunRecord} from '../../core/run-record.ts';
import type {DayKey, Scope} from '../../core/scope.ts';
import type {
  DigestedSnapshot,
  FileChange,
  SnapshotReference,
  SourceDay,
  SourceSnapshot,
  UnreadableSnapshot,
  WantedSnapshots,
} from '../../core/source-snapshot.ts';
import {type DayScan, dayWinners, scanComparedDay, scanDay} from './day-scan.ts';
import {DayTally, type OnFiles} from './day-tally.ts';

/** A shorter way to a scan than to read every file of the day. It reports each file that it handles itself. */
export type ShorterScan = (day: TreeDay, onFile: () => void) => Promise<DayScan>;

/** Answers from the files themselves: it reads every file of every requested date. */
export class FileSource implements ReportSource {
  readonly kind = 'file';
  readonly location: string;
  readonly #tree: DocumentTree;
  readonly #shorter: ShorterScan | null;
  readonly #onFiles: OnFiles;
  readonly #unreadable = new Map<string, UnreadableFile>();
  /** The scans of the last requested date, by project: two reports on one date read its files once. */
  readonly #scans = new Map<string, Promise<DayScan>>();
  #scannedDate: CalendarDate | null = null;
  /**
   * Whether a caller asked for `snapshots` of that date: if the answers of a comparison differ on one date, they mostly differ on others
   * too.
   */
  #isCompared = false;
  /** Whether the date is therefore read for its answers and its snapshots at once. */
  #readsBoth = false;
  /** How many days were read, or looked up in the cache. */
  #readings = 0;
  /** The snapshots that came with those scans, by project, until a caller takes them. */
  readonly #files = new Map<string, readonly ReadFile<RunRecord<'content'>>[]>();

  /** @param onFiles called with the files behind the answers to reports */
  constructor(tree: DocumentTree, shorter: ShorterScan | null = null, onFiles: OnFiles = () => {}) {
    this.location = tree.location;
    this.#tree = tree;
    this.#shorter = shorter;
    this.#onFiles = onFiles;
  }

  projects(): Promise<string[]> {
    return this.#tree.projects();
  }

  /** Made of the scans of days, which the detail needs as well, and which are kept. */
  async counted(report: CompiledReport, scope: Scope): Promise<CountedParts | null> {
    const parts = partsOfDays(report);
    if (parts === null) return null;
    const counts: DailyCount[] = [];
    for await (const day of this.#tree.days(scope)) {
      const {records, traces, failingTraces} = await this.#scan(day);
      counts.push({date: day.date, records, traces, failingTraces: failingTraces.length});
    }
    return parts(counts);
  }

  async *failingTraces(project: string | null, date: CalendarDate): AsyncGenerator<TraceFacts> {
    for await (const day of this.#tree.days({project, from: date, to: date})) {
      yield* (await this.#scan(day)).failingTraces;
    }
  }

  async *traces(scope: Scope, paths: readonly RunPath[]): AsyncGenerator<TraceValues> {
    for await (const day of this.#tree.days(scope)) {
      this.#readings += 1;
      const tally = new DayTally(day.fileNames.length, this.#onFiles);
      const {winners, unreadable} = await dayWinners(this.#tree.values(day, paths), day, () => tally.meet());
      tally.end();
      for (const file of unreadable) this.#meetUnreadable(file);
      yield* gatherTraces(day.project, day.date, winners);
    }
  }

  unreadableFiles(): readonly UnreadableFile[] {
    return withImports([...this.#unreadable.values()], this.location);
  }

  passedOver(): readonly PassedOver[] {
    return this.#tree.passedOver();
  }

  filesInReach(): Promise<FilesInReach | null> {
    return this.#tree.filesInReach();
  }

  readings(): number {
    return this.#readings;
  }

  async identity(): Promise<string> {
    return this.#tree.identity;
  }

  async days(scope: Scope | null): Promise<SourceDay[]> {
    const days: SourceDay[] = [];
    for await (const {project, date, fileNames} of this.#tree.days(scope)) {
      if (fileNames.length > 0) days.push({project, date, size: fileNames.length});
    }
    return days;
  }

  async *snapshots(
    project: string,
    date: CalendarDate,
    {form}: WantedSnapshots = {},
  ): AsyncGenerator<DigestedSnapshot | UnreadableSnapshot> {
    for await (const day of this.#tree.days({project, from: date, to: date})) {
      const unreadable: UnreadableSnapshot[] = [];
      for await (const {fileName, read: record, reason} of this.#filesOf(day, form)) {
        if (record === null) unreadable.push({outcome: 'unreadable', fileName, reason});
        else yield digestedSnapshotOf(day, fileName, record);
      }
      // Several threads read in their own order.
      for (const file of unreadable.sort((left, right) => compareCodePoints(left.fileName, right.fileName))) {
        this.#meetUnreadable({path: `${project}/${date}/${file.fileName}`, reason: file.reason});
        yield file;
      }
    }
  }

  async snapshot({project, date, runId, fileName}: SnapshotReference): Promise<SourceSnapshot | null> {
    if (fileName === null) return null;
    const day = {project, date, fileNames: [fileName]};
    for await (const file of this.#tree.documents(day)) {
      if (file.read?.runId === runId) return snapshotOf(day, fileName, file.read);
    }
    return null;
  }

  changes(days?: readonly DayKey[]): Promise<FileChange[]> {
    return this.#tree.changes(days);
  }

  async #scan(day: TreeDay): Promise<DayScan> {
    if (this.#scannedDate !== day.date) this.#goTo(day.date);
    const scan = this.#scans.get(day.project) ?? this.#readDay(day);
    this.#scans.set(day.project, scan);
    const result = await scan;
    for (const file of result.unreadable) this.#meetUnreadable(file);
    return result;
  }

  #goTo(date: CalendarDate): void {
    this.#scans.clear();
    this.#files.clear();
    this.#scannedDate = date;
    this.#readsBoth = this.#isCompared;
    this.#isCompared = false;
  }

  async #readDay(day: TreeDay): Promise<DayScan> {
    this.#readings += 1;
    const tally = new DayTally(day.fileNames.length, this.#onFiles);
    const scan = await this.#scanOf(day, () => tally.meet());
    tally.end();
    return scan;
  }

  async #scanOf(day: TreeDay, onFile: () => void): Promise<DayScan> {
    if (this.#shorter !== null) return this.#shorter(day, onFile);
    if (!this.#readsBoth) return scanDay(this.#tree, day, onFile);
    const {scan, files} = await scanComparedDay(this.#tree, day);
    this.#files.set(day.project, files);
    return scan;
  }

  /** The snapshots that came with the scan of the day, if it was read for both; else all files are read. */
  #filesOf(
    day: TreeDay,
    form: DigestForm | undefined,
  ): ReturnType<DocumentTree['contents']> | Iterable<ReadFile<RunRecord<'content'>>> {
    if (day.date !== this.#scannedDate) return this.#tree.contents(day, form);
    this.#isCompared = true;
    const files = this.#files.get(day.project);
    this.#files.delete(day.project);
    return files ?? this.#tree.contents(day, form);
  }

  #meetUnreadable(file: UnreadableFile): void {
    this.#unreadable.set(file.path, file);
  }
}

function digestedSnapshotOf(
  {project, date}: TreeDay,
  fileName: string,
  record: RunRecord<'content'>,
): DigestedSnapshot {
  const {runId, traceId, extractedAt, content} = record;
  return {outcome: 'read', project, date, runId, traceId, fileName, extractedAt, content: () => content, stored: null};
}

function snapshotOf({project, date}: TreeDay, fileName: string, document: RunDocument): SourceSnapshot {
  const {runId, traceId, extractedAt} = document;
  return {
    outcome: 'read',
    project,
    date,
    runId,
    traceId,
    fileName,
    extractedAt,
    content: () => {
      const {bytes} = document;
      dropped(bytes.length);
      return quickContent(bytes)?.content ?? contentOf(document.value);
    },
    canonical: () => {
      const canonical = document.canonical();
      return typeof canonical === 'string' ? Buffer.from(canonical) : canonical;
    },
    stored: null,
  };
}
