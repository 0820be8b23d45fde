import type {Act, Hold} from '../ledger/act.ts';
import type {Entry} from '../ledger/entry.ts';
import type {Admission, Budget, Ledger, QueuedQuestion} from '../ledger/ledger.ts';
import {countsSince, isSecondHold} from '../ledger/second-hold.ts';
import type {StageName} from '../stage.ts';
import {reasonOf} from './failure-reason.ts';
import {type HoldDraft, holdOf} from './holds.ts';

/** Opens the ledger, and closes it when the work is done; it may fail. */
export type WithLedger = <T>(work: (ledger: Ledger) => Promise<T>) => Promise<T>;

/** Where the project stood, and how soon after another one a hold needs a person. */
export interface HoldRules {
  readonly stage: StageName;
  readonly secondWithinDays: number;
}

/** Longer than many writers keep each other waiting on a busy machine; a ledger that takes longer is broken. */
const PATIENCE_MILLISECONDS = 15_000;

/** Another program writes: busy files of SQLite; locks, deadlocks and serialization failures of PostgreSQL. Each waited for a while already. */
const HELD: ReadonlySet<string> = new Set(['SQLITE_BUSY', 'SQLITE_LOCKED', '55P03', '40P01', '40001']);

/**
 * The ledger as a report sees it: nothing that happens to it stops or changes the report. That it is broken is said once. Every method
 * ends in time and never fails; what could not be asked is null.
 */
export class Book {
  readonly #withLedger: WithLedger;
  readonly #say: (line: string) => Promise<void>;
  #isBroken = false;

  constructor(withLedger: WithLedger, say: (line: string) => Promise<void>) {
    this.#withLedger = withLedger;
    this.#say = say;
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  async record(entry: Entry, explanation: string | null = null): Promise<void> {
    await this.#ask((ledger) => ledger.append(entry, explanation));
  }

  async note(acts: readonly Act[]): Promise<void> {
    if (acts.length === 0) return;
    await this.#ask(async (ledger) => {
      for (const act of acts) await ledger.note(act);
    });
  }

  /** Leaves out what was noted since a moment already: the same act of the same project, for the same reason. */
  async noteOnceSince(since: string, acts: readonly Act[]): Promise<void> {
    if (acts.length === 0) return;
    await this.#ask(async (ledger) => {
      const noted = new Set((await ledger.acts({since})).map(sameness));
      for (const act of acts) if (!noted.has(sameness(act))) await ledger.note(act);
    });
  }

  /** Null counts as no: do not ask a database if nobody counts for it. */
  admit(budget: Budget): Promise<Admission | null> {
    return this.#ask((ledger) => ledger.admit(new Date().toISOString(), budget));
  }

  async enqueue(question: QueuedQuestion): Promise<void> {
    await this.#ask((ledger) => ledger.enqueue(question));
  }

  entries(project: string | null): Promise<Entry[] | null> {
    return this.#ask((ledger) => ledger.entries({project}));
  }

  /** Holds what is not held yet, and says so in an act. A second hold within so many days of a lifted one needs a person. */
  hold(draft: HoldDraft, {stage, secondWithinDays}: HoldRules): Promise<Hold | null> {
    return this.#ask(async (ledger) => {
      const at = new Date().toISOString();
      const lifted = await ledger.lifted(draft.project, countsSince(at, secondWithinDays));
      const {hold, act} = holdOf(draft, {stage, at, needsPerson: isSecondHold(lifted, at, secondWithinDays)});
      const held = await ledger.hold(hold);
      if (held.id === hold.id) await ledger.note(act);
      return held;
    });
  }

  async #ask<T>(work: (ledger: Ledger) => Promise<T>): Promise<T | null> {
    if (this.#isBroken) return null;
    let timer: NodeJS.Timeout | undefined;
    let isLate = false;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        isLate = true;
        reject(new Error(`it did not answer within ${PATIENCE_MILLISECONDS / 1000} s`));
      }, PATIENCE_MILLISECONDS);
    });
    try {
      return await Promise.race([this.#askPatiently(work, () => isLate), late]);
    } catch (error) {
      this.#isBroken = true;
      await this.#say(
        `Warning: The ledger cannot be used (${sentenceOf(error)}); the report is what it is without it, but nothing of this run is recorded.`,
      );
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  /** What others hold is asked for again: what is written bears an id, and so is there once. */
  async #askPatiently<T>(work: (ledger: Ledger) => Promise<T>, isLate: () => boolean): Promise<T> {
    for (;;) {
      try {
        return await this.#withLedger(work);
      } catch (error) {
        if (isLate() || !HELD.has(reasonOf(error))) throw error;
      }
    }
  }
}

function sameness({kind, project, reason}: Act): string {
  return JSON.stringify([kind, project, reason]);
}

function sentenceOf(error: unknown): string {
  const {message = String(error)} = (error ?? {}) as Partial<Error>;
  return message.replaceAll(/\s+/g, ' ').replace(/[.\s]+$/, '');
}
