import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {DigestForm} from '../../../core/document-content.ts';
import type {RunPath, TraceValues} from '../../../core/fields/run-values.ts';
import type {TraceFacts} from '../../../core/record-facts.ts';
import type {ReportSource, ValuesFrom} from '../../../core/report-source.ts';
import type {CompiledReport} from '../../../core/reports/compiled-report.ts';
import type {CountedParts} from '../../../core/reports/counted-parts.ts';
import type {Scope} from '../../../core/scope.ts';
import type {
  DigestedSnapshot,
  FileChange,
  SnapshotReference,
  SourceDay,
  SourceSnapshot,
  UnreadableSnapshot,
  WantedSnapshots,
} from '../../../core/source-snapshot.ts';
import type {RoleAccess} from './role-access.ts';

/** The same source if the role sees all of it; else one that says what the role sees, and refuses the rest. */
export function limitSource(source: ReportSource, access: RoleAccess): ReportSource {
  return access.readable === null ? source : new LimitedSource(source, access, access.readable);
}

/**
 * Row-level security hides rows without a word: a project that the role may not read would look like one without records. So every question
 * that names such a project fails before it is asked.
 */
class LimitedSource implements ReportSource {
  readonly kind: string;
  readonly location: string;
  readonly visibleProjects: readonly string[];
  readonly digestForm?: DigestForm;
  readonly #source: ReportSource;
  readonly #access: RoleAccess;

  constructor(source: ReportSource, access: RoleAccess, visible: readonly string[]) {
    this.kind = source.kind;
    this.location = source.location;
    this.visibleProjects = visible;
    if (source.digestForm !== undefined) this.digestForm = source.digestForm;
    this.#source = source;
    this.#access = access;
  }

  projects(): Promise<string[]> {
    return this.#source.projects();
  }

  async counted(report: CompiledReport, scope: Scope): Promise<CountedParts | null> {
    this.#access.requireReadable(scope.project);
    return this.#source.counted(report, scope);
  }

  async *failingTraces(project: string | null, date: CalendarDate): AsyncGenerator<TraceFacts> {
    this.#access.requireReadable(project);
    yield* this.#source.failingTraces(project, date);
  }

  async *traces(scope: Scope, paths: readonly RunPath[], from?: ValuesFrom): AsyncGenerator<TraceValues> {
    this.#access.requireReadable(scope.project);
    yield* this.#source.traces(scope, paths, from);
  }

  unreadableFiles(): ReturnType<ReportSource['unreadableFiles']> {
    return this.#source.unreadableFiles();
  }

  passedOver(): ReturnType<ReportSource['passedOver']> {
    return this.#source.passedOver();
  }

  identity(): Promise<string | null> {
    return this.#source.identity();
  }

  async days(scope: Scope | null): Promise<SourceDay[]> {
    this.#access.requireReadable(scope?.project ?? null);
    return this.#source.days(scope);
  }

  async *snapshots(
    project: string,
    date: CalendarDate,
    wanted?: WantedSnapshots,
  ): AsyncGenerator<DigestedSnapshot | UnreadableSnapshot> {
    this.#access.requireReadable(project);
    yield* this.#source.snapshots(project, date, wanted);
  }

  async snapshot(reference: SnapshotReference): Promise<SourceSnapshot | null> {
    this.#access.requireReadable(reference.project);
    return this.#source.snapshot(reference);
  }

  changes(): Promise<FileChange[]> {
    return this.#source.changes();
  }
}
