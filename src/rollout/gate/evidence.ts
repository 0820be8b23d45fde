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
  /** Null where it is not known. */
  readonly failing: number | null;
}

/** An entry that bears on the gate. One without a readable time is never newer than anything, and always counts against. */
interface Seen {
  readonly entry: Entry;
  readonly at: number | null;
}

/** Null where the ledger could not be read: then nothing is known. */
export function evidenceOf(question: GateQuestion): Evidence | null {
  const {entries, acts, requirements} = question;
  if (entries === null || acts === null) return null;
  const required = new Set(requirements.reports);
  const releasedAt = latest(
    acts.filter(({kind, project}) => kind === 'released' && project === question.project).map(({at}) => instantOf(at)),
  );
  const ofProject = distinct(entries)
    .filter(({project, origin}) => project === question.project && originRules[origin]?.counts === true)
    .map((entry): Seen => ({entry, at: instantOf(entry.at)}))
    .filter(({at}) => at === null || releasedAt === null || at > releasedAt);
  const counting = ofProject.filter(({entry}) => isOfToday(entry, question));
  const asked = counting.filter(({entry}) => required.has(entry.report));
  const breaks = breaksOf(counting);
  const brokenAt = latest([releasedAt, ...breaks.map(({at}) => instantOf(at))]);
  const matches = asked.filter(({entry}) => entry.outcome === 'matched' && isSound(entry));
  return {
    releasedAt,
    brokenAt,
    breaks,
    unexplained: unexplainedOf(counting),
    asked: tallies(asked, required),
    proofs: matches.flatMap(({entry, at}) => proofOf(entry, at, brokenAt)),
    outdated: ofProject.filter(
      ({entry}) => required.has(entry.report) && entry.outcome === 'matched' && !isOfToday(entry, question),
    ).length,
    ratios: matches.flatMap(({entry}) => ratioOf(entry)),
  };
}

/** What was written twice is there once. Two that share an id and differ are both kept; the ledger's condition refuses them. */
function distinct(entries: readonly Entry[]): Entry[] {
  const byId = new Map<string, Entry>();
  const others: Entry[] = [];
  for (const entry of entries) {
    const same = byId.get(entry.id);
    if (same === undefined) byId.set(entry.id, entry);
    else if (!isSameEntry(same, entry) && !others.some((other) => isSameEntry(other, entry))) others.push(entry);
  }
  return [...byId.values(), ...others];
}

/** Whether two entries say the same, whatever the order of their members. */
export function isSameEntry(left: Entry, right: Entry): boolean {
  return left === right || contentOf(left) === contentOf(right);
}

function contentOf({records, milliseconds, ...rest}: Entry): string {
  const members = Object.entries({
    ...rest,
    ...{control: records.control, candidate: records.candidate},
    ...{controlMilliseconds: milliseconds.control, candidateMilliseconds: milliseconds.candidate},
  });
  // In JSON NaN would be null, which is something else here.
  const plain = members.map(([name, value]) => [name, typeof value === 'number' ? `${value}` : JSON.stringify(value)]);
  return JSON.stringify(plain.sort(([left = ''], [right = '']) => (left < right ? -1 : 1)));
}

function isOfToday({report, evidenceKey}: Entry, {evidenceKeys}: GateQuestion): boolean {
  return isText(evidenceKey) && evidenceKeys.get(report) === evidenceKey;
}

/** Whether a match says what a match has to say: as many records on both sides, at least one, on real dates. */
function isSound({records, from, to}: Entry): boolean {
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
  for (const {entry, at} of counting) {
    const isMatch = entry.outcome === 'matched' && isSound(entry) && at !== null;
    if (isMatch) matchedAt.set(entry.report, Math.max(at, matchedAt.get(entry.report) ?? at));
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
  for (const {entry} of asked) {
    const tally = byReport.get(entry.report);
    if (tally !== undefined) count(entry, tally);
  }
  return byReport;
}

function count(entry: Entry, tally: Tally): void {
  const effect = effectOf(entry)?.name;
  if (effect === 'nothing') return;
  tally.asked += 1;
  if (entry.outcome === 'mismatched' || (effect === 'adds' && isSound(entry))) tally.compared += 1;
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

function isDate(value: unknown): boolean {
  return typeof value === 'string' && parseCalendarDate(value) !== null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isDuration(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}
