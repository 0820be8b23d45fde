import {compareCodePoints} from '../../core/code-point-order.ts';
import type {Act, Hold, LiftedHold} from './act.ts';
import {admit} from './admission.ts';
import {append} from './appending.ts';
import type {Bounds} from './bounds.ts';
import {requireEntry, requireId, requireMoment} from './checked-values.ts';
import type {Entry} from './entry.ts';
import type {Admission, Budget, EntryQuery, Ledger, Mismatch, QueuedQuestion} from './ledger.ts';
import {acts} from './queries/acts.ts';
import {entries} from './queries/entries.ts';
import {forgetProject} from './queries/forget-project.ts';
import {actValues, sql as insertActSql} from './queries/insert-act.ts';
import {holdValues, sql as insertHoldSql} from './queries/insert-hold.ts';
import {liftedHolds} from './queries/lifted-holds.ts';
import {mismatches} from './queries/mismatches.ts';
import {openHolds} from './queries/open-holds.ts';
import {insertSql, type QuestionRow, questionOf, questionValues, takeSql} from './queries/queue.ts';
import {sql as releaseSql} from './queries/release-holds.ts';
import {sameHold} from './queries/same-hold.ts';
import {type HoldRow, holdOf} from './queries/stored-hold.ts';
import type {LedgerStore} from './store/ledger-store.ts';
import {storedProject} from './stored-text.ts';
import {isPruneDue, prune} from './upkeep.ts';

/** What a ledger needs to know besides where it is. */
export interface LedgerRules {
  readonly bounds: Bounds;
  /** Null keeps everything within the bounds, however old. */
  readonly keepDays: number | null;
  readonly clock: () => Date;
}

/** A ledger in a database. */
export class StoredLedger implements Ledger {
  readonly location: string;
  readonly #store: LedgerStore;
  readonly #rules: LedgerRules;

  constructor(store: LedgerStore, rules: LedgerRules) {
    this.#store = store;
    this.#rules = rules;
    this.location = store.location;
  }

  async append(entry: Entry, explanation: string | null = null): Promise<void> {
    requireEntry(entry);
    const {bounds, keepDays, clock} = this.#rules;
    await append(this.#store, entry, explanation, bounds);
    if (keepDays === null) return;
    const now = clock();
    if (!(await this.#store.read((session) => isPruneDue(session, now), false))) return;
    // The comparison is written. Whoever writes the next one tries this again.
    await this.#store.write((session) => prune(session, keepDays, now), {alone: true}).catch(() => {});
  }

  async entries(query: EntryQuery): Promise<Entry[]> {
    return this.#store.read((session) => entries(session, this.#store.entriesSql, query), []);
  }

  async mismatches(project: string | null): Promise<Mismatch[]> {
    return this.#store.read((session) => mismatches(session, project), []);
  }

  async note(act: Act): Promise<void> {
    requireMoment(act.at);
    requireId(act.id);
    await this.#store.once(insertActSql, actValues(act));
  }

  async acts(query: {readonly project?: string; readonly since?: string}): Promise<Act[]> {
    return this.#store.read((session) => acts(session, query), []);
  }

  async hold(hold: Hold): Promise<Hold> {
    requireMoment(hold.since);
    requireId(hold.id);
    await this.#store.once(insertHoldSql, holdValues(hold), {alone: true});
    return (await this.#store.read((session) => sameHold(session, hold), null)) ?? hold;
  }

  async holds(project?: string): Promise<Hold[]> {
    return this.#store.read((session) => openHolds(session, project), []);
  }

  async release(project: string, at: string): Promise<Hold[]> {
    requireMoment(at);
    // Done again, it would give back nothing of what it lifted.
    const lifted = await this.#store.once<HoldRow>(releaseSql, [storedProject(project), at], {repeatable: false});
    return lifted.map(holdOf).sort((one, other) => byMoment([one.since, one.id], [other.since, other.id]));
  }

  async lifted(project: string, since: string): Promise<LiftedHold[]> {
    return this.#store.read((session) => liftedHolds(session, project, since), []);
  }

  async admit(now: string, budget: Budget): Promise<Admission> {
    requireMoment(now);
    return admit(this.#store, now, budget);
  }

  async enqueue(question: QueuedQuestion): Promise<void> {
    requireMoment(question.at);
    requireId(question.id);
    await this.#store.once(insertSql, questionValues(question));
  }

  async dequeue(most: number): Promise<QueuedQuestion[]> {
    // Done again, it would take others and leave the first to nobody.
    const taken = await this.#store.once<QuestionRow>(takeSql, [most], {alone: true, repeatable: false});
    return taken.map(questionOf).sort((one, other) => byMoment([one.at, one.id], [other.at, other.id]));
  }

  async forget(project: string): Promise<number> {
    return this.#store.write((session) => forgetProject(session, project), {alone: true, repeatable: false});
  }
}

/** As both databases order a moment, then an id. */
function byMoment(one: readonly [string, string], other: readonly [string, string]): number {
  return compareCodePoints(one[0], other[0]) || compareCodePoints(one[1], other[1]);
}
