import {type CalendarDate, parseCalendarDate} from '../../core/calendar-date.ts';
import type {Entry} from '../ledger/entry.ts';
import type {GateQuestion} from './gate.ts';
import {instantOf} from './ledger-time.ts';
import {type BreakKind, effectOf, originRules} from './outcome-effect.ts';

/** What the ledger says about a project, as far as it bears on the gate. Instants are epoch milliseconds. */
export interface Evidence {
  /** Of the last release; only what is newer counts, for and against. Null: the project was never released. */
  readonly releasedAt: number | null;
  /** Of the last break or release, whichever is later; only what is newer counts for the project. Null: the streak was never broken. */
  readonly brokenAt: number | null;
  /** Those since the last release, of every report whose key is known, in the order of the ledger. */
  readonly breaks: readonly Break[];
  /** Comparisons since the last release with differences that no record accounts for. */
  readonly unexplained: {readonly certain: number; readonly unreadable: number};
  /** All that was asked since the last release, by each report that counts. */
  readonly asked: ReadonlyMap<string, Tally>;
  /** The matches that count: under today's key, about known data, since the streak began. */
  readonly proofs: readonly Proof[];
  /** Matches of the reports that count under another key. They are evidence of something that is no more. */
  readonly outdated: number;
  /** Candidate's time by control's, of each comparison since the last release in which both are as users have them. */
  readonly ratios: readonly number[];
}

export interface Break {
  readonly report: string;
  readonly kind: BreakKind;
  readonly at: string;
  /** False once it is over: the same report matched again, and that is enough. */
  readonly isOpen: boolean;
}

export interface Tally {
  asked: number;
  compared: number;
  failed: number;
  inconclusive: number;
}

export interface Proof {
  readonly at: number;
  readonly report: string;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly dataDigest: string;
  readonly records: number;
  /** Null if it is not known. */
  readonly failing: number | null;
}

/** An entry that bears on the gate, and what is asked about it more than once: a ledger may have a hundred thousand. */
interface Seen {
  readonly entry: Entry;
  /** One without a readable time is never newer than anything, and always counts against. */
  readonly at: number | null;
  readonly isOfToday: boolean;
  /** Whether it is a match that says what a match must say. */
  readonly isMatch: boolean;
}

/** Null if the ledger could not be read: then nothing is known. */
export function evidenceOf(question: GateQuestion): Evidence | null {
  const {entries, acts, requirements} = question;
  if (entries === null || acts === null) return null;
  const required = new Set(requirements.reports);
  const releasedAt = releasedAtOf(question);
  const isDate = dateTest();
  const ofProject: Seen[] = [];
  for (const entry of distinct(entries)) {
    if (entry.project !== question.project || originRules[entry.origin]?.counts !== true) continue;
    const at = instantOf(entry.at);
    if (at !== null && releasedAt !== null && at <= releasedAt) continue;
    const isMatch = entry.outcome === 'matched' && isSound(entry, isDate);
    ofProject.push({entry, at, isOfToday: isOfToday(entry, question), isMatch});
  }
  const counting = ofProject.filter((seen) => seen.isOfToday);
  const asked = counting.filter(({entry}) => required.has(entry.report));
  const breaks = breaksOf(counting);
  const brokenAt = latest([releasedAt, ...breaks.map(({at}) => instantOf(at))]);
  const matches = asked.filter(({isMatch}) => isMatch);
  return {
    releasedAt,
    brokenAt,
    breaks,
    unexplained: unexplainedOf(counting),
    asked: tallies(asked, required),
    proofs: matches.flatMap(({entry, at}) => proofOf(entry, at, brokenAt)),
    outdated: ofProject.filter(
      ({entry, isOfToday: isToday}) => !isToday && entry.outcome === 'matched' && required.has(entry.report),
    ).length,
    ratios: matches.flatMap(({entry}) => ratioOf(entry)),
  };
}

/** When the project was last released, in epoch milliseconds; null if it never was. */
export function releasedAtOf({project, acts}: Pick<GateQuestion, 'project' | 'acts'>): number | null {
  const releases = (acts ?? []).filter((act) => act.kind === 'released' && act.project === project);
  return latest(releases.map(({at}) => instantOf(at)));
}

/** What was written twice is there once. Those that share an id and differ are all kept; the ledger's condition refuses them. */
function distinct(entries: readonly Entry[]): readonly Entry[] {
  if (new Set(entries.map(({id}) => id)).size === entries.length) return entries;
  const byId = new Map<string, Entry[]>();
  const others: Entry[] = [];
  for (const entry of entries) {
    const same = byId.get(entry.id);
    if (same === undefined) byId.set(entry.id, [entry]);
    else if (!same.some((other) => isSameEntry(other, entry))) {
      same.push(entry);
      others.push(entry);
    }
  }
  return [...Array.from(byId.values(), ([first]) => first as Entry), ...others];
}

/** Whether two entries say the same, whatever the order of their members. */
export function isSameEntry(left: Entry, right: Entry): boolean {
  if (left === right) return true;
  return (
    isSame(left.records.control, right.records.control) &&
    isSame(left.records.candidate, right.records.candidate) &&
    isSame(left.milliseconds.control, right.milliseconds.control) &&
    isSame(left.milliseconds.candidate, right.milliseconds.candidate) &&
    haveSameMembers(left, right)
  );
}

const PAIRS: ReadonlySet<string> = new Set(['records', 'milliseconds'] satisfies (keyof Entry)[]);

function haveSameMembers(left: Entry, right: Entry): boolean {
  const [one, other] = [left, right] as unknown as [Record<string, unknown>, Record<string, unknown>];
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every((name) => PAIRS.has(name) || (Object.hasOwn(other, name) && isSame(one[name], other[name])));
}

/** NaN is the same as NaN, and nothing else: null is something else here. */
function isSame(left: unknown, right: unknown): boolean {
  return left === right || (Number.isNaN(left) && Number.isNaN(right));
}

function isOfToday({report, evidenceKey}: Entry, {evidenceKeys}: GateQuestion): boolean {
  return isText(evidenceKey) && evidenceKeys.get(report) === evidenceKey;
}

/** Whether a match says what a match must say: as many records on both sides, at least one, on real dates. */
function isSound({records, from, to}: Entry, isDate: (value: unknown) => boolean): boolean {
  const {control, candidate} = records;
  return isCount(control) && control > 0 && control === candidate && isDate(from) && isDate(to) && from <= to;
}

function proofOf(entry: Entry, at: number | null, brokenAt: number | null): Proof[] {
  const {report, from, to, dataDigest, records, failing} = entry;
  if (at === null || (brokenAt !== null && at <= brokenAt) || !isText(dataDigest)) return [];
  return [
    {at, report, from, to, dataDigest, records: records.control ?? 0, failing: isCount(failing) ? failing : null},
  ];
}

function ratioOf({origin, milliseconds}: Entry): number[] {
  const {control, candidate} = milliseconds;
  if (!originRules[origin].paired || !isDuration(control) || !isDuration(candidate)) return [];
  const ratio = candidate / control;
  return Number.isFinite(ratio) && ratio > 0 ? [ratio] : [];
}

function breaksOf(counting: readonly Seen[]): Break[] {
  const matchedAt = new Map<string, number>();
  for (const {entry, at, isMatch} of counting) {
    if (isMatch && at !== null) matchedAt.set(entry.report, Math.max(at, matchedAt.get(entry.report) ?? at));
  }
  return counting.flatMap(({entry, at}) => {
    const effect = effectOf(entry);
    if (effect?.name !== 'breaks') return [];
    const matched = matchedAt.get(entry.report);
    const isOver = effect.until === 'matched again' && at !== null && matched !== undefined && matched > at;
    return [{report: entry.report, kind: effect.kind, at: entry.at, isOpen: !isOver}];
  });
}

function unexplainedOf(counting: readonly Seen[]): Evidence['unexplained'] {
  const compared = counting.filter(({entry: {outcome}}) => outcome === 'matched' || outcome === 'mismatched');
  const has = compared.filter(({entry}) => entry.unexplained > 0 || entry.cause === 'unexplained');
  return {
    certain: has.length,
    unreadable: compared.filter(({entry}) => !isCount(entry.unexplained)).length,
  };
}

function tallies(asked: readonly Seen[], required: ReadonlySet<string>): Map<string, Tally> {
  const byReport = new Map<string, Tally>(
    [...required].map((report) => [report, {asked: 0, compared: 0, failed: 0, inconclusive: 0}]),
  );
  for (const seen of asked) {
    const tally = byReport.get(seen.entry.report);
    if (tally !== undefined) count(seen, tally);
  }
  return byReport;
}

function count({entry, isMatch}: Seen, tally: Tally): void {
  const effect = effectOf(entry)?.name;
  if (effect === 'nothing') return;
  tally.asked += 1;
  if (entry.outcome === 'mismatched' || isMatch) tally.compared += 1;
  else if (effect === 'adds' || effect === 'inconclusive') tally.inconclusive += 1;
  else if (effect === 'failure' || effect === 'breaks') tally.failed += 1;
}

function latest(instants: readonly (number | null)[]): number | null {
  let last: number | null = null;
  for (const instant of instants) if (instant !== null && (last === null || instant > last)) last = instant;
  return last;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Whether a value is a real date. It remembers those that it was asked about: there are as many as days, not as entries. */
function dateTest(): (value: unknown) => boolean {
  const known = new Map<unknown, boolean>();
  return (value) => {
    const found = known.get(value) ?? (typeof value === 'string' && parseCalendarDate(value) !== null);
    known.set(value, found);
    return found;
  };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isDuration(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}
