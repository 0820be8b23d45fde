import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {DigestForm} from '../../../core/document-content.ts';
import type {RunPath, TraceValues} from '../../../core/fields/run-values.ts';
import type {TraceFacts} from '../../../core/record-facts.ts';
import type {ReportSource, ValuesFrom} from '../../../core/report-source.ts';
import type {CompiledReport} from '../../../core/reports/compiled-report.ts';
import type {CountedParts} from '../../../core/reports/counted-parts.ts';
import {EVERY_DATE, type Scope} from '../../../core/scope.ts';
import type {
  DigestedSnapshot,
  FileChange,
  SnapshotReference,
  SourceDay,
  SourceSnapshot,
  UnreadableSnapshot,
  WantedSnapshots,
} from '../../../core/source-snapshot.ts';

/** Answers as another source does, and does something before each question that names a project or a date. */
export abstract class GuardedSource implements ReportSource {
  readonly kind: string;
  readonly location: string;
  readonly digestForm?: DigestForm;
  protected readonly source: ReportSource;

  constructor(source: ReportSource) {
    this.kind = source.kind;
    this.location = source.location;
    if (source.digestForm !== undefined) this.digestForm = source.digestForm;
    this.source = source;
  }

  /** What it throws is the answer to the question. */
  protected abstract before(scope: Scope): Promise<void> | void;

  projects(): Promise<string[]> {
    return this.source.projects();
  }

  async counted(report: CompiledReport, scope: Scope): Promise<CountedParts | null> {
    await this.before(scope);
    return this.source.counted(report, scope);
  }

  async *failingTraces(project: string | null, date: CalendarDate): AsyncGenerator<TraceFacts> {
    await this.before({from: date, to: date, project});
    yield* this.source.failingTraces(project, date);
  }

  async *traces(scope: Scope, paths: readonly RunPath[], from?: ValuesFrom): AsyncGenerator<TraceValues> {
    await this.before(scope);
    yield* this.source.traces(scope, paths, from);
  }

  unreadableFiles(): ReturnType<ReportSource['unreadableFiles']> {
    return this.source.unreadableFiles();
  }

  passedOver(): ReturnType<ReportSource['passedOver']> {
    return this.source.passedOver();
  }

  identity(): Promise<string | null> {
    return this.source.identity();
  }

  async days(scope: Scope | null): Promise<SourceDay[]> {
    await this.before(scope ?? {project: null, ...EVERY_DATE});
    return this.source.days(scope);
  }

  async *snapshots(
    project: string,
    date: CalendarDate,
    wanted?: WantedSnapshots,
  ): AsyncGenerator<DigestedSnapshot | UnreadableSnapshot> {
    await this.before({from: date, to: date, project});
    yield* this.source.snapshots(project, date, wanted);
  }

  async snapshot(reference: SnapshotReference): Promise<SourceSnapshot | null> {
    const {project, date} = reference;
    await this.before({from: date, to: date, project});
    return this.source.snapshot(reference);
  }

  changes(): Promise<FileChange[]> {
    return this.source.changes();
  }
}
