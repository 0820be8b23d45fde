import type {Act, Hold, LiftedHold} from '../../../src/rollout/ledger/act.ts';
import type {Bounds} from '../../../src/rollout/ledger/bounds.ts';
import type {Entry} from '../../../src/rollout/ledger/entry.ts';
import type {
  Admission,
  Budget,
  EntryQuery,
  Ledger,
  Mismatch,
  QueuedQuestion,
} from '../../../src/rollout/ledger/ledger.ts';

type Kept = Mismatch & {explanation: string | null};

/** What a ledger has to answer, out of plain lists: an own reading of its rules, for names of ASCII. */
export class ModelLedger implements Ledger {
  readonly location = 'model';
  readonly #bounds: Bounds;
  readonly #keepDays: number;
  #entries: Entry[] = [];
  #mismatches: Kept[] = [];
  #acts: Act[] = [];
  #holds: (Hold & {releasedAt: string | null})[] = [];
  #queue: QueuedQuestion[] = [];
  readonly #admitted: string[] = [];
  #prunedAt = Number.NEGATIVE_INFINITY;
  now = 0;

  constructor(bounds: Bounds, keepDays: number) {
    this.#bounds = bounds;
    this.#keepDays = keepDays;
  }

  async append(entry: Entry, explanation: string | null = null): Promise<void> {
    if (!this.#entries.some(({id}) => id === entry.id)) {
      this.#entries.push(entry);
      if (entry.fingerprint !== null) this.#count(entry, entry.fingerprint, explanation);
      this.#dropOldest(entry.project);
    }
    this.#prune();
  }

  #count(entry: Entry, fingerprint: string, explanation: string | null): void {
    const {project, report, at} = entry;
    const found = this.#mismatches.find(
      (each) => each.project === project && each.report === report && each.fingerprint === fingerprint,
    );
    const kept = found ?? {fingerprint, project, report, first: at, last: at, count: 0, explanation: null};
    const [first, last] = [kept.first, kept.last, at].sort().filter((_, place) => place !== 1) as [string, string];
    const next = {...kept, first, last, count: kept.count + 1, explanation: kept.explanation ?? explanation};
    this.#mismatches = [...this.#mismatches.filter((each) => each !== found), next];
    if (explanation === null) return;
    const explained = ordered(this.#mismatches.filter((each) => each.project === project && each.explanation !== null));
    for (const each of explained.slice(this.#bounds.explanations)) each.explanation = null;
  }

  #dropOldest(project: string | null): void {
    const size = (): number =>
      this.#entries
        .filter((entry) => entry.project === project)
        .map((entry) => Buffer.byteLength(JSON.stringify(entry)))
        .concat(
          this.#mismatches
            .filter((mismatch) => mismatch.project === project)
            .map(({explanation}) => Buffer.byteLength(explanation ?? '')),
        )
        .reduce((sum, each) => sum + each, 0);
    while (size() > this.#bounds.bytes) {
      const [oldest] = this.#entries.filter((entry) => entry.project === project).sort(byTime);
      if (oldest === undefined) return;
      this.#entries = this.#entries.filter((entry) => entry !== oldest);
    }
  }

  #prune(): void {
    if (Math.abs(this.now - this.#prunedAt) < 3_600_000) return;
    const before = new Date(this.now - this.#keepDays * 86_400_000).toISOString();
    this.#entries = this.#entries.filter(({at}) => at >= before);
    this.#mismatches = this.#mismatches.filter(({last}) => last >= before);
    this.#acts = this.#acts.filter(({at, kind}) => at >= before || !['fell back', 'stale'].includes(kind));
    this.#prunedAt = this.now;
  }

  async entries({project, since = ''}: EntryQuery): Promise<Entry[]> {
    return this.#entries
      .filter((entry) => (project === undefined || entry.project === project) && entry.at >= since)
      .sort(byTime);
  }

  async mismatches(project: string | null): Promise<Mismatch[]> {
    return ordered(this.#mismatches.filter((each) => project === null || each.project === project)).map((each) => ({
      ...each,
    }));
  }

  async note(act: Act): Promise<void> {
    if (!this.#acts.some(({id}) => id === act.id)) this.#acts.push(act);
  }

  async acts({project, since = ''}: {readonly project?: string; readonly since?: string}): Promise<Act[]> {
    return this.#acts
      .filter((act) => (project === undefined || act.project === project) && act.at >= since)
      .sort(byTime);
  }

  async hold(hold: Hold): Promise<Hold> {
    const same = (other: Hold & {releasedAt: string | null}): boolean =>
      other.releasedAt === null &&
      other.project === hold.project &&
      JSON.stringify(other.days) === JSON.stringify(hold.days);
    const found = this.#holds.find(({id}) => id === hold.id) ?? this.#holds.find(same);
    if (found === undefined) this.#holds.push({...hold, releasedAt: null});
    return found === undefined ? hold : plain(found);
  }

  async holds(project?: string): Promise<Hold[]> {
    return this.#holds
      .filter((hold) => hold.releasedAt === null && (project === undefined || hold.project === project))
      .sort(bySince)
      .map(plain);
  }

  async release(project: string, at: string): Promise<Hold[]> {
    const open = await this.holds(project);
    this.#holds = this.#holds.map((hold) =>
      hold.project === project && hold.releasedAt === null ? {...hold, releasedAt: at} : hold,
    );
    return open;
  }

  async lifted(project: string, since: string): Promise<LiftedHold[]> {
    return this.#holds
      .filter(
        (hold): hold is LiftedHold => hold.project === project && hold.releasedAt !== null && hold.releasedAt >= since,
      )
      .sort((one, other) => compare(one.releasedAt, other.releasedAt) || compare(one.id, other.id));
  }

  async admit(now: string, budget: Budget): Promise<Admission> {
    const time = Date.parse(now);
    const shadows = this.#entries
      .filter(({origin, outcome}) => ['shadow', 'live'].includes(origin) && outcome !== 'skipped')
      .filter(({at}) => Date.parse(at) <= time + 60_000)
      .sort(byTime)
      .slice(-budget.failures);
    const failed = shadows.filter(({outcome}) =>
      /^(candidate failed|both failed|timed out|harness error)$/.test(outcome),
    );
    const isFresh = time - Date.parse(shadows.at(-1)?.at ?? '') < budget.restMilliseconds;
    if (failed.length === budget.failures && isFresh) return 'resting';
    // What lies too far ahead is left, since the clock may come nearer to it again.
    const counted = this.#admitted.filter(
      (at) => Math.abs(Date.parse(at) - time) < 60_000 || Date.parse(at) === time + 60_000,
    );
    if (counted.length >= budget.comparisonsAMinute) return 'too many';
    this.#admitted.push(now);
    return 'admitted';
  }

  async enqueue(question: QueuedQuestion): Promise<void> {
    if (!this.#queue.some(({id}) => id === question.id)) this.#queue.push(question);
  }

  async dequeue(most: number): Promise<QueuedQuestion[]> {
    return this.#queue.sort(byTime).splice(0, most);
  }

  async forget(project: string): Promise<number> {
    const others = <T extends {readonly project: string | null}>(all: T[]): T[] =>
      all.filter((each) => each.project !== project);
    const before = this.#entries.length;
    this.#entries = others(this.#entries);
    this.#mismatches = others(this.#mismatches);
    this.#acts = others(this.#acts);
    this.#holds = others(this.#holds);
    this.#queue = others(this.#queue);
    return before - this.#entries.length;
  }
}

function plain({releasedAt: _, ...hold}: Hold & {releasedAt: string | null}): Hold {
  return hold;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function byTime(
  one: {readonly at: string; readonly id: string},
  other: {readonly at: string; readonly id: string},
): number {
  return compare(one.at, other.at) || compare(one.id, other.id);
}

function bySince(one: Hold, other: Hold): number {
  return compare(one.since, other.since) || compare(one.id, other.id);
}

function ordered(mismatches: Kept[]): Kept[] {
  const key = ({project, report, fingerprint}: Kept): string => `${project ?? ''}\0${report}\0${fingerprint}`;
  return mismatches.sort((one, other) => -compare(one.last, other.last) || compare(key(one), key(other)));
}
