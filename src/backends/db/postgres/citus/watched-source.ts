import type {CalendarDate} from '../../../../core/calendar-date.ts';
import type {RunPath, TraceValues} from '../../../../core/fields/run-values.ts';
import type {TraceFacts} from '../../../../core/record-facts.ts';
import type {ReportSource, ValuesFrom} from '../../../../core/report-source.ts';
import type {CompiledReport} from '../../../../core/reports/compiled-report.ts';
import type {CountedParts} from '../../../../core/reports/counted-parts.ts';
import type {Scope} from '../../../../core/scope.ts';
import type {
  DigestedSnapshot,
  FileChange,
  SnapshotReference,
  SourceDay,
  SourceSnapshot,
  UnreadableSnapshot,
} from '../../../../core/source-snapshot.ts';
import type {StoredDay} from '../../../../core/stored-day.ts';

/** The states of a scope's days, and the transactions under way. */
export interface ClusterState {
  readonly days: readonly StoredDay[];
  /** Transactions that are prepared on a node, and perhaps committed on others. */
  readonly prepared: readonly string[];
}

interface WatchedScope {
  readonly scope: Scope;
  readonly state: ClusterState;
}

const EVERYTHING: Scope = {
  from: '0001-01-01' as CalendarDate,
  to: '9999-12-31' as CalendarDate,
  project: null,
};

/**
 * Answers from nodes that share no snapshot, and can say afterwards which of the requested days did not change. It reads the state of the
 * days before the first question about them, and again at the end. If nothing changed in between, all answers are of one state. If a
 * transaction stayed prepared on a node all the while, its work may be half done.
 */
export class WatchedSource implements ReportSource {
  readonly kind: string;
  readonly location: string;
  readonly lacksSnapshot = true;
  readonly #source: ReportSource;
  readonly #look: (scope: Scope) => Promise<ClusterState>;
  readonly #watched: WatchedScope[] = [];

  constructor(source: ReportSource, look: (scope: Scope) => Promise<ClusterState>) {
    this.kind = source.kind;
    this.location = source.location;
    this.#source = source;
    this.#look = look;
  }

  projects(): Promise<string[]> {
    return this.#source.projects();
  }

  async counted(report: CompiledReport, scope: Scope): Promise<CountedParts | null> {
    await this.#watch(scope);
    return this.#source.counted(report, scope);
  }

  async *failingTraces(project: string | null, date: CalendarDate): AsyncGenerator<TraceFacts> {
    await this.#watch({from: date, to: date, project});
    yield* this.#source.failingTraces(project, date);
  }

  async *traces(scope: Scope, paths: readonly RunPath[], from?: ValuesFrom): AsyncGenerator<TraceValues> {
    await this.#watch(scope);
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
    await this.#watch(scope ?? EVERYTHING);
    return this.#source.days(scope);
  }

  async *snapshots(project: string, date: CalendarDate): AsyncGenerator<DigestedSnapshot | UnreadableSnapshot> {
    await this.#watch({from: date, to: date, project});
    yield* this.#source.snapshots(project, date);
  }

  async snapshot(reference: SnapshotReference): Promise<SourceSnapshot | null> {
    const {project, date} = reference;
    await this.#watch({from: date, to: date, project});
    return this.#source.snapshot(reference);
  }

  /** The days that changed; each has the name of its directory, as there are no files. */
  async changes(): Promise<FileChange[]> {
    const found = new Map<string, FileChange>();
    for (const {scope, state} of this.#watched) {
      for (const change of differences(state, await this.#look(scope))) found.set(change.path, change);
    }
    return [...found.values()];
  }

  async #watch(scope: Scope): Promise<void> {
    if (this.#watched.some((watched) => covers(watched.scope, scope))) return;
    this.#watched.push({scope, state: await this.#look(scope)});
  }
}

function covers({from, to, project}: Scope, scope: Scope): boolean {
  return from <= scope.from && scope.to <= to && (project === null || project === scope.project);
}

function differences(before: ClusterState, now: ClusterState): FileChange[] {
  const [left, right] = [byDay(before.days), byDay(now.days)];
  const isHalf = before.prepared.some((each) => now.prepared.includes(each));
  return [...new Map([...left, ...right]).keys()].flatMap((path): FileChange[] => {
    const [was, is] = [left.get(path), right.get(path)];
    if (!isHalf && was?.state === is?.state) return [];
    const {project, date} = (was ?? is) as StoredDay;
    return [{path, project, date, change: is === undefined ? 'vanished' : 'changed'}];
  });
}

function byDay(days: readonly StoredDay[]): Map<string, StoredDay> {
  return new Map(days.map((day) => [`${day.project}/${day.date}`, day]));
}
