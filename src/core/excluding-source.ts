import type {CalendarDate} from './calendar-date.ts';
import type {DigestForm} from './document-content.ts';
import type {RunPath, TraceValues} from './fields/run-values.ts';
import type {PassedOver} from './passed-over.ts';
import type {TraceFacts} from './record-facts.ts';
import type {ReportSource, UnreadableFile, ValuesFrom} from './report-source.ts';
import type {CompiledReport} from './reports/compiled-report.ts';
import type {CountedPart, CountedParts} from './reports/counted-parts.ts';
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

/** Any source without some of its projects; the source itself if there are none to leave out. */
export function excluding(source: ReportSource, projects: readonly string[]): ReportSource {
  return projects.length === 0 ? source : new ExcludingSource(source, new Set(projects));
}

/** It adds its answers about each project up to one about all: records and traces are counted by project, so sums are exact. */
class ExcludingSource implements ReportSource {
  readonly kind: string;
  readonly location: string;
  readonly visibleProjects?: readonly string[];
  readonly digestForm?: DigestForm;
  readonly readings?: () => number;
  readonly lacksSnapshot?: true;
  readonly #source: ReportSource;
  readonly #excluded: ReadonlySet<string>;
  /** Those that are there. */
  #found: readonly string[] = [];

  constructor(source: ReportSource, excluded: ReadonlySet<string>) {
    this.kind = source.kind;
    this.location = source.location;
    if (source.readings !== undefined) this.readings = () => source.readings?.() ?? 0;
    if (source.visibleProjects !== undefined) this.visibleProjects = source.visibleProjects;
    if (source.digestForm !== undefined) this.digestForm = source.digestForm;
    if (source.lacksSnapshot === true) this.lacksSnapshot = true;
    this.#source = source;
    this.#excluded = excluded;
  }

  async projects(): Promise<string[]> {
    const all = await this.#source.projects();
    this.#found = all.filter((project) => this.#excluded.has(project));
    return all.filter((project) => !this.#excluded.has(project));
  }

  async counted(report: CompiledReport, scope: Scope): Promise<CountedParts | null> {
    let records = 0;
    const parts: CountedPart[] = [];
    for (const project of await this.#projectsOf(scope.project)) {
      const counted = await this.#source.counted(report, {...scope, project});
      if (counted === null) return null;
      records += counted.records;
      parts.push(...counted.parts);
    }
    return {records, parts};
  }

  async *failingTraces(wanted: string | null, date: CalendarDate): AsyncGenerator<TraceFacts> {
    for (const project of await this.#projectsOf(wanted)) yield* this.#source.failingTraces(project, date);
  }

  async *traces(scope: Scope, paths: readonly RunPath[], from?: ValuesFrom): AsyncGenerator<TraceValues> {
    for (const project of await this.#projectsOf(scope.project))
      yield* this.#source.traces({...scope, project}, paths, from);
  }

  unreadableFiles(): readonly UnreadableFile[] {
    return this.#source.unreadableFiles();
  }

  passedOver(): readonly PassedOver[] {
    const [example] = this.#found;
    const own = this.#source.passedOver();
    if (example === undefined) return own;
    return [...own, {kind: 'excluded-project', project: null, count: this.#found.length, example}];
  }

  identity(): Promise<string | null> {
    return this.#source.identity();
  }

  async days(scope: Scope | null): Promise<SourceDay[]> {
    if (scope === null || scope.project === null) await this.projects();
    const days = await this.#source.days(scope);
    return days.filter(({project}) => !this.#excluded.has(project));
  }

  async *snapshots(
    project: string,
    date: CalendarDate,
    wanted?: WantedSnapshots,
  ): AsyncGenerator<DigestedSnapshot | UnreadableSnapshot> {
    if (!this.#excluded.has(project)) yield* this.#source.snapshots(project, date, wanted);
  }

  async snapshot(reference: SnapshotReference): Promise<SourceSnapshot | null> {
    return this.#excluded.has(reference.project) ? null : this.#source.snapshot(reference);
  }

  changes(days?: readonly DayKey[]): Promise<FileChange[]> {
    return this.#source.changes(days);
  }

  async #projectsOf(wanted: string | null): Promise<string[]> {
    if (wanted === null) return this.projects();
    return this.#excluded.has(wanted) ? [] : [wanted];
  }
}
