import type {CalendarDate} from '../../core/calendar-date.ts';
import {compareCodePoints} from '../../core/code-point-order.ts';
import type {ReportSource} from '../../core/report-source.ts';
import type {DayKey} from '../../core/scope.ts';
import type {RecordKey, SourceDay} from '../../core/source-snapshot.ts';
import type {Pattern} from '../patterns/pattern.ts';
import {PatternCollector} from '../patterns/pattern-collector.ts';
import {type Side, sideOf} from '../side.ts';
import {type SideChange, sideChanges} from '../side-change.ts';
import {type SidePassedOver, sidesPassedOver} from '../side-passed-over.ts';
import {together} from '../together.ts';
import {requireWhole} from '../whole-source.ts';
import {KeptTexts} from './kept-texts.ts';
import {type RecordChange, recordChanges} from './record-change.ts';
import {differingRuns, type RecordDifference, recordDifferences} from './record-difference.ts';
import {readSideDay, type SideDay, withCanonicalDigests} from './side-day.ts';

/** Every record of one side compared with that of the other. */
export interface Verification {
  readonly control: Side;
  readonly candidate: Side;
  /** Projects and dates that either side has. */
  readonly days: number;
  readonly controlRecords: number;
  readonly candidateRecords: number;
  /** Records that both sides hold alike. */
  readonly same: number;
  readonly differences: readonly VerifiedDifference[];
  /** The differences, grouped by how they differ; empty for a caller that need not know where they do. */
  readonly patterns: readonly Pattern[];
  /** The same counts by project, in the order of their names. */
  readonly projects: readonly VerifiedProject[];
  /** Files that changed meanwhile: what was read of them proves nothing. */
  readonly changes: readonly SideChange[];
  readonly passedOver: readonly SidePassedOver[];
  /** Days that were left alone; nothing else counts them. */
  readonly leftAlone: LeftAlone;
  /** The days that were all read, and are the same on both sides. */
  readonly sameDays: readonly DayKey[];
}

/** What need not be verified: how many days, and how many records of both sides on them, which are the same. */
export interface LeftAlone {
  readonly days: number;
  readonly records: number;
}

export const NOTHING_LEFT_ALONE: LeftAlone = {days: 0, records: 0};

/** One project of a verification. */
export interface VerifiedProject {
  readonly project: string;
  /** The first and the last of its days that were verified. */
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly controlRecords: number;
  readonly candidateRecords: number;
}

export interface VerifiedDifference {
  readonly difference: RecordDifference;
  readonly changes: readonly RecordChange[];
  /** The other place of the same content, for a record that one side has on another date or in another project. */
  readonly elsewhere: RecordKey | null;
}

/** Both sides' days, to verify one after the other. */
export interface VerificationPlan {
  readonly days: readonly DayKey[];
  /** Files and rows in all, for a progress bar. */
  readonly size: number;
  readonly leftAlone: LeftAlone;
}

/**
 * What there is to verify: every project and date of either side within the scope. Named records can only lie on their own
 * days, so with `keys` no other day is in it.
 */
export async function planVerification(
  control: ReportSource,
  candidate: ReportSource,
  scope: Parameters<ReportSource['days']>[0],
  {keys = null, recordsUntouched = () => null}: PlanOptions = {},
): Promise<VerificationPlan> {
  if ((scope === null || scope.project === null) && keys === null) {
    requireWhole(control);
    requireWhole(candidate);
  }
  const [left, right] = await together(control.days(scope), candidate.days(scope));
  const wanted = keys === null ? null : new Set(keys.map(nameOfDay));
  const all: readonly SourceDay[] = [...left, ...right].filter((day) => wanted?.has(nameOfDay(day)) ?? true);
  const days = new Map(all.map(({project, date}) => [nameOfDay({project, date}), {project, date}]));
  const untouched = new Map<string, number>();
  for (const [name, day] of days) {
    const records = recordsUntouched(day);
    if (records !== null) untouched.set(name, records);
  }
  const isLeft = (day: DayKey): boolean => !untouched.has(nameOfDay(day));
  return {
    days: [...days.values()]
      .filter(isLeft)
      .sort((a, b) => compareCodePoints(a.project, b.project) || compareCodePoints(a.date, b.date)),
    size: all.filter(isLeft).reduce((sum, {size}) => sum + size, 0),
    leftAlone: {days: untouched.size, records: [...untouched.values()].reduce((sum, records) => sum + records, 0)},
  };
}

export interface PlanOptions {
  /** The only records that are of interest. */
  readonly keys?: readonly RecordKey[] | null;
  /** For a day that is untouched since it was the same, and so need not be verified: how many records it has. Else null. */
  readonly recordsUntouched?: (day: DayKey) => number | null;
}

/**
 * Compares every record of both sides, a day at a time; memory holds the digests of two days. Control is read. Candidate reads
 * nothing that it knows to be the same, unless `deep` says so. Only records that differ are fetched again, to say where: all of control's, and those of candidate whose text was not kept. If the caller need not know where, none is fetched:
 * for a large document that takes most of the memory.
 */
export async function verifySources(
  control: ReportSource,
  candidate: ReportSource,
  {days, leftAlone}: VerificationPlan,
  onSnapshot: () => void = () => {},
  {saysWhere = true, deep = false}: {readonly saysWhere?: boolean; readonly deep?: boolean} = {},
): Promise<Verification> {
  const found: {difference: RecordDifference; changes: RecordChange[]}[] = [];
  const texts = new KeptTexts();
  const form = deep ? undefined : candidate.digestForm;
  const collector = saysWhere ? new PatternCollector() : null;
  const counts = {controlRecords: 0, candidateRecords: 0, same: 0};
  const projects = new Map<string, VerifiedProject>();
  const sameDays: DayKey[] = [];
  const controlDay = (at: number): Promise<SideDay> | null => {
    const day = days[at];
    if (day === undefined) return null;
    const read = readSideDay(control, day.project, day.date, {onSnapshot, form});
    // A failure is reported when the day's turn comes; until then it must not count as unhandled.
    read.catch(() => {});
    return read;
  };
  let next = controlDay(0);
  try {
    for (const [at, {project, date}] of days.entries()) {
      // Control first: candidate need not read what it holds alike. Control's next day is read meanwhile.
      let left = (await next) as SideDay;
      next = controlDay(at + 1);
      let right = await readSideDay(candidate, project, date, {
        onSnapshot,
        other: left,
        deep,
        texts: saysWhere ? texts : undefined,
      });
      const others = differingRuns(left, right);
      if (form === 'jsonb' && others.length > 0) {
        // A source answers one question at a time.
        await next?.catch(() => {});
        left = await withCanonicalDigests(control, {project, date}, left, others);
        right = await withCanonicalDigests(candidate, {project, date}, right, others);
      }
      const differences = others.length === 0 ? [] : recordDifferences(project, date, left, right);
      collector?.meetDay({project, date, control: left, candidate: right, differences});
      counts.controlRecords += left.records.size;
      counts.candidateRecords += right.records.size;
      projects.set(project, withDay(projects.get(project), project, date, left, right));
      counts.same += left.records.size - differences.filter((each) => each.control !== null).length;
      if (differences.length + left.unreadable.length + right.unreadable.length === 0) sameDays.push({project, date});
      // A source answers one question at a time.
      if (differences.length > 0) await next?.catch(() => {});
      for (const difference of differences) {
        const changes = saysWhere ? await recordChanges(difference, control, candidate, texts) : [];
        collector?.meet({kind: difference.kind, key: difference.key, difference}, changes);
        found.push({difference, changes});
      }
      texts.clear();
    }
  } finally {
    // However this ends, nothing is under way any more: the sources may be asked again from the start.
    await next?.catch(() => {});
  }
  const changes = await sideChanges(control, candidate, leftAlone.days === 0 ? undefined : days);
  return {
    control: sideOf(control),
    candidate: sideOf(candidate),
    days: days.length,
    ...counts,
    differences: withElsewhere(found),
    patterns: collector?.patterns() ?? [],
    projects: [...projects.values()],
    changes,
    passedOver: sidesPassedOver(control, candidate),
    leftAlone,
    sameDays: sameDays.filter((day) => !changes.some((change) => nameOfDay(change) === nameOfDay(day))),
  };
}

/** The days of a project come in their order. */
function withDay(
  before: VerifiedProject | undefined,
  project: string,
  date: CalendarDate,
  control: SideDay,
  candidate: SideDay,
): VerifiedProject {
  return {
    project,
    from: before?.from ?? date,
    to: date,
    controlRecords: (before?.controlRecords ?? 0) + control.records.size,
    candidateRecords: (before?.candidateRecords ?? 0) + candidate.records.size,
  };
}

function nameOfDay({project, date}: DayKey): string {
  return JSON.stringify([project, date]);
}

/** Pairs what is missing here with what is extra there: the same run with the same content under another key has moved. */
function withElsewhere(
  found: readonly {difference: RecordDifference; changes: RecordChange[]}[],
): VerifiedDifference[] {
  const alone = new Set(
    found.map(({difference}) => difference).filter((each) => (each.control === null) !== (each.candidate === null)),
  );
  const keys = new Map([...alone].map((each) => [`${heldBy(each)} ${contentOf(each)}`, each.key]));
  return found.map((each) => {
    const {difference} = each;
    const other = heldBy(difference) === 'control' ? 'candidate' : 'control';
    const isAlone = alone.has(difference);
    return {...each, elsewhere: isAlone ? (keys.get(`${other} ${contentOf(difference)}`) ?? null) : null};
  });
}

function heldBy({control}: RecordDifference): 'control' | 'candidate' {
  return control === null ? 'candidate' : 'control';
}

function contentOf({key, control, candidate}: RecordDifference): string {
  return `${(control ?? candidate)?.digest} ${key.runId}`;
}
