import {SourceError} from '../../core/errors.ts';
import type {ReportSource} from '../../core/report-source.ts';
import type {StoredDays} from '../../core/stored-day.ts';
import type {CandidateBounds, CandidateSide} from './sides.ts';

/** The database had no answer in time. */
export class LateAnswer extends SourceError {
  constructor(location: string, milliseconds: number) {
    super(
      'LSE_DATABASE',
      `The database ${location} gave no answer within ${milliseconds / 1000} s.`,
      'See what it does with: lse db status',
    );
  }
}

interface Opened {
  readonly source: ReportSource;
  readonly storedDays: StoredDays;
}

/** For the server to hear that a query is cancelled, and for a connection to say goodbye. */
const FAREWELL_MILLISECONDS = 500;

/**
 * One snapshot of the database that is asked from outside of the callback in which it is open, by one connection. After its limit
 * what is under way is cancelled at the server, and whoever waits is told `LateAnswer` at once, whatever the database does.
 */
export class CandidateSession {
  readonly #side: CandidateSide;
  readonly #abort = new AbortController();
  readonly #opened: Promise<Opened>;
  readonly #late: Promise<never>;
  #tellLate: (error: LateAnswer) => void = () => {};
  #finish: () => void = () => {};
  #ended: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #lacksSnapshot = false;

  constructor(side: CandidateSide, limit: number, applicationName: string | null) {
    this.#side = side;
    const finished = new Promise<void>((resolve) => {
      this.#finish = resolve;
    });
    this.#late = new Promise((_, reject) => {
      this.#tellLate = reject;
    });
    this.#opened = new Promise((resolve, reject) => {
      const work = async (source: ReportSource, storedDays: StoredDays): Promise<void> => {
        this.#lacksSnapshot = source.lacksSnapshot === true;
        resolve({source, storedDays});
        await finished;
      };
      const bounds = {limit, signal: this.#abort.signal, applicationName};
      this.#ended = openSide(side, work, bounds).catch(reject);
    });
    // Each is handled when somebody asks; until then it must not count as unhandled.
    this.#opened.catch(() => {});
    this.#late.catch(() => {});
    this.allow(limit);
  }

  get isLate(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Whether its data are known to be those of one moment. If a session answered and is late by now, that may not be known. */
  async stoodStill(): Promise<boolean> {
    const look = this.ask(async (source) => (await source.changes()).length === 0);
    return look.catch(() => !this.#lacksSnapshot);
  }

  /** From now on so many milliseconds are left. Once it is late it stays so. */
  allow(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (this.isLate) return;
    this.#timer = setTimeout(() => {
      const late = new LateAnswer(this.#side.location, milliseconds);
      this.#abort.abort(late);
      this.#tellLate(late);
    }, milliseconds);
  }

  /** One at a time. */
  ask<T>(work: (source: ReportSource, storedDays: StoredDays) => Promise<T>): Promise<T> {
    return Promise.race([
      this.#late,
      this.#opened.then(({source, storedDays}) => {
        this.#abort.signal.throwIfAborted();
        return work(source, storedDays);
      }),
    ]);
  }

  /** Never fails, and never takes long. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#finish();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, FAREWELL_MILLISECONDS);
    });
    await Promise.race([this.#ended, late]);
    clearTimeout(timer);
    // What does not end by itself, such as a connection that is still being made.
    if (!this.isLate) this.#abort.abort(new Error('closed'));
  }
}

/** What fails before there is anything to wait for fails like the rest. */
async function openSide(
  side: CandidateSide,
  work: (source: ReportSource, storedDays: StoredDays) => Promise<void>,
  bounds: CandidateBounds,
): Promise<void> {
  await side.withSource(work, bounds);
}
