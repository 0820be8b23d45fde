import type {CacheFile} from '../backends/file/cache/cache-file.ts';
import type {Verification} from '../compare/records/verification.ts';
import type {ReportSource} from '../core/report-source.ts';
import {type DayKey, EVERY_DATE, type Scope} from '../core/scope.ts';
import {type SideDays, verifiedDaysFile} from './sources.ts';

/** Goes up by one with every change in what a verification finds. */
const VERIFYING_RULES = 1;

/** What both sides said about a day when a verification found it the same: the digest of its files' marks, and the state of its rows. */
type Marks = readonly [listing: string, state: string];

type MarkedDays = ReadonlyMap<string, {readonly marks: Marks; readonly records: number}>;

/** The sides of a verification, and what they know about their days. */
export interface VerifiedSides {
  readonly control: ReportSource;
  readonly candidate: ReportSource;
  readonly controlDays: SideDays;
  readonly candidateDays: SideDays;
}

/**
 * The days that a verification found the same, with the marks by which a load sees that nothing was touched. For files these are names,
 * inodes, sizes and times. For rows: in PostgreSQL, which transaction wrote each; in SQLite, that no trigger removed the note of their load.
 * They are kept beside the cache, under what both sides are: another tree, another database or a server that was restarted has none.
 */
export class VerifiedDays {
  readonly #file: CacheFile;
  readonly #remembered: ReadonlyMap<string, Marks>;
  /** The days that both sides know, as they are now. */
  readonly #now: MarkedDays;

  private constructor(file: CacheFile, remembered: ReadonlyMap<string, Marks>, now: MarkedDays) {
    this.#file = file;
    this.#remembered = remembered;
    this.#now = now;
  }

  /** Call it before anything is read. Null if a side cannot say what it is, or what its days are. */
  static async of(
    sides: VerifiedSides,
    scope: Scope | null,
    cacheDir: string,
    version: string,
  ): Promise<VerifiedDays | null> {
    const now = await marksOf(sides, scope ?? {project: null, ...EVERY_DATE});
    if (now === null) return null;
    const identities = [await sides.control.identity(), await sides.candidate.identity()];
    if (identities.includes(null)) return null;
    const subject = JSON.stringify([sides.control.location, sides.candidate.location, ...identities]);
    const file = verifiedDaysFile(cacheDir, subject, `${version} ${VERIFYING_RULES}`);
    const remembered = (await file.read()) as readonly (readonly [string, Marks])[] | null;
    return new VerifiedDays(file, new Map(remembered ?? []), now);
  }

  /** How many records a day has, if nothing of it was touched since it was the same; null for any other day. */
  recordsUntouched(day: DayKey): number | null {
    const name = nameOf(day);
    const [now, then] = [this.#now.get(name), this.#remembered.get(name)];
    if (now === undefined || then === undefined || !isSame(now.marks, then)) return null;
    return now.records;
  }

  /** Remembers which of the days that were read are the same; what was known about all others stays. */
  async remember({sameDays}: Pick<Verification, 'sameDays'>, read: readonly DayKey[]): Promise<void> {
    const days = new Map(this.#remembered);
    for (const day of read) days.delete(nameOf(day));
    for (const day of sameDays) {
      const now = this.#now.get(nameOf(day));
      if (now !== undefined) days.set(nameOf(day), now.marks);
    }
    await this.#file.write([...days]);
  }
}

/** Null if a side does not tell; for example, if a role may not read what the loads noted. */
async function marksOf({controlDays, candidateDays}: VerifiedSides, scope: Scope): Promise<MarkedDays | null> {
  if (controlDays.listed === undefined || candidateDays.stored === undefined) return null;
  try {
    const stored = new Map((await candidateDays.stored(scope)).map((day) => [nameOf(day), day]));
    const now = new Map<string, {readonly marks: Marks; readonly records: number}>();
    for (const {listing, ...day} of await controlDays.listed(scope)) {
      const {state = null, rows = 0} = stored.get(nameOf(day)) ?? {};
      if (listing !== null && state !== null) now.set(nameOf(day), {marks: [listing, state], records: rows});
    }
    return now;
  } catch {
    return null;
  }
}

function nameOf({project, date}: DayKey): string {
  return `${date} ${project}`;
}

function isSame([listing, state]: Marks, [otherListing, otherState]: Marks): boolean {
  return listing === otherListing && state === otherState;
}

/** The same, but each question is asked only once: for all days the answer takes a while. */
export function askedOnce({listed, stored}: SideDays): SideDays {
  return {
    ...(listed === undefined ? {} : {listed: once(listed)}),
    ...(stored === undefined ? {} : {stored: once(stored)}),
  };
}

function once<T>(ask: (scope: Scope) => Promise<T>): (scope: Scope) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (scope) => {
    const key = JSON.stringify([scope.project, scope.from, scope.to]);
    const answer = answers.get(key) ?? ask(scope);
    answers.set(key, answer);
    return answer;
  };
}
