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
import {insertAct} from './queries/insert-act.ts';
import {insertHold} from './queries/insert-hold.ts';
import {liftedHolds} from './queries/lifted-holds.ts';
import {mismatches} from './queries/mismatches.ts';
import {openHolds} from './queries/open-holds.ts';
import {insertQuestion, takeQuestions} from './queries/queue.ts';
import {releaseHolds} from './queries/release-holds.ts';
import {sameHold} from './queries/same-hold.ts';
import type {LedgerStore} from './store/ledger-store.ts';
import {isPruneDue, prune} from './upkeep.ts';

/** What a ledger needs to know besides where it is. */
export interface LedgerRules {
  readonly bounds: Bounds;
  /** Null keeps everything within the bounds, however old. */
  readonly keepDays: number | null;
  readonly clock: () => Date;
}

/** A ledger in a database. Each method is one transaction. */
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
    const isDue = await this.#store.write(async (session) => {
      const isPrunable = keepDays !== null && (await isPruneDue(session, clock()));
      await append(session, entry, explanation, bounds);
      return isPrunable;
    });
    if (!isDue || keepDays === null) return;
    // The comparison is written. Whoever writes the next one tries this again.
    await this.#store.write((session) => prune(session, keepDays, clock()), {alone: true}).catch(() => {});
  }

  async entries(query: EntryQuery): Promise<Entry[]> {
    return this.#store.read((session) => entries(session, query), []);
  }

  async mismatches(project: string | null): Promise<Mismatch[]> {
    return this.#store.read((session) => mismatches(session, project), []);
  }

  async note(act: Act): Promise<void> {
    requireMoment(act.at);
    requireId(act.id);
    await this.#store.write((session) => insertAct(session, act));
  }

  async acts(query: {readonly project?: string; readonly since?: string}): Promise<Act[]> {
    return this.#store.read((session) => acts(session, query), []);
  }

  async hold(hold: Hold): Promise<Hold> {
    requireMoment(hold.since);
    requireId(hold.id);
    return this.#store.write(async (session) => (await sameHold(session, hold)) ?? insertHold(session, hold), {
      alone: true,
    });
  }

  async holds(project?: string): Promise<Hold[]> {
    return this.#store.read((session) => openHolds(session, project), []);
  }

  async release(project: string, at: string): Promise<Hold[]> {
    requireMoment(at);
    // Done again, it would give back nothing of what it lifted.
    return this.#store.write(
      async (session) => {
        const lifted = await openHolds(session, project);
        await releaseHolds(session, project, at);
        return lifted;
      },
      {alone: true, repeatable: false},
    );
  }

  async lifted(project: string, since: string): Promise<LiftedHold[]> {
    return this.#store.read((session) => liftedHolds(session, project, since), []);
  }

  async admit(now: string, budget: Budget): Promise<Admission> {
    requireMoment(now);
    return this.#store.write((session) => admit(session, now, budget), {alone: true});
  }

  async enqueue(question: QueuedQuestion): Promise<void> {
    requireMoment(question.at);
    requireId(question.id);
    await this.#store.write((session) => insertQuestion(session, question));
  }

  async dequeue(most: number): Promise<QueuedQuestion[]> {
    // Done again, it would take others and leave the first to nobody.
    return this.#store.write((session) => takeQuestions(session, most), {alone: true, repeatable: false});
  }

  async forget(project: string): Promise<number> {
    return this.#store.write((session) => forgetProject(session, project), {alone: true, repeatable: false});
  }
}
