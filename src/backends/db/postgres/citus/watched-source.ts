import type {ReportSource} from '../../../../core/report-source.ts';
import type {Scope} from '../../../../core/scope.ts';
import type {FileChange} from '../../../../core/source-snapshot.ts';
import type {StoredDay} from '../../../../core/stored-day.ts';
import {GuardedSource} from '../guarded-source.ts';

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

/**
 * Answers from nodes that share no snapshot, and can say afterwards which of the requested days did not change. It reads the state of the
 * days before the first question about them, and again at the end. If nothing changed in between, all answers are of one state. If a
 * transaction stayed prepared on a node all the while, its work may be half done.
 */
export class WatchedSource extends GuardedSource {
  readonly lacksSnapshot = true;
  readonly #look: (scope: Scope) => Promise<ClusterState>;
  readonly #watched: WatchedScope[] = [];

  constructor(source: ReportSource, look: (scope: Scope) => Promise<ClusterState>) {
    super(source);
    this.#look = look;
  }

  /** The days that changed; each has the name of its directory, as there are no files. */
  override async changes(): Promise<FileChange[]> {
    const found = new Map<string, FileChange>();
    for (const {scope, state} of this.#watched) {
      for (const change of differences(state, await this.#look(scope))) found.set(change.path, change);
    }
    return [...found.values()];
  }

  protected async before(scope: Scope): Promise<void> {
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
