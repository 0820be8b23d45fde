import type {CalendarDate} from '../../core/calendar-date.ts';
import {compareCodePoints} from '../../core/code-point-order.ts';
import type {BlamedKind} from '../explanation/blame.ts';
import type {SideName} from '../records/record-difference.ts';
import type {DateRun, Pattern, PatternChange, PatternExample} from './pattern.ts';
import {type CommonTraits, common, type Population} from './traits.ts';

/** How many records each side has on one day. */
export interface DayCounts {
  readonly project: string;
  readonly control: number;
  readonly candidate: number;
}

/** All that was compared. */
export interface Compared {
  /** By project and date, for those whose records were read. */
  readonly days: ReadonlyMap<string, DayCounts>;
  readonly dates: readonly CalendarDate[];
  readonly projects: ReadonlySet<string>;
  readonly populations: Readonly<Record<SideName, Population>>;
}

/** The records of one project. */
interface OfProject {
  readonly dates: Set<CalendarDate>;
  records: number;
  /** Null if nothing is known about a record but its key. */
  traits: CommonTraits | null;
  readonly example: PatternExample;
}

/** If the records of one project differ on other dates than those of another, each project is a pattern of its own, but at most so many. */
const MOST_PARTS = 3;

/** Records of one kind that differ in the same places and directions. */
export class FoundRecords {
  readonly #kind: BlamedKind;
  readonly #side: SideName | null;
  readonly #changes: readonly PatternChange[];
  readonly #projects = new Map<string, OfProject>();

  constructor(kind: BlamedKind, side: SideName | null, changes: readonly PatternChange[]) {
    this.#kind = kind;
    this.#side = side;
    this.#changes = changes;
  }

  meet(example: PatternExample, traits: CommonTraits | null): void {
    this.#add({dates: new Set([example.date]), records: 1, traits, example});
  }

  /** All of these together, whatever their values change from and to. */
  static withoutDirection(all: readonly FoundRecords[]): FoundRecords {
    const [first] = all as [FoundRecords];
    const changes = first.#changes.map(({path}) => ({path, direction: null}));
    const together = new FoundRecords(first.#kind, first.#side, changes);
    for (const each of all) for (const part of each.#projects.values()) together.#add(part);
    return together;
  }

  /** Projects that differ on the same dates are one pattern; all projects are one if there are too many patterns. */
  patterns(compared: Compared): Pattern[] {
    const byDates = new Map<string, OfProject[]>();
    for (const part of this.#projects.values()) {
      const dates = JSON.stringify([...part.dates].sort());
      byDates.set(dates, [...(byDates.get(dates) ?? []), part]);
    }
    const parts = byDates.size > MOST_PARTS ? [[...this.#projects.values()]] : [...byDates.values()];
    return parts.map((part) => this.#pattern(part, compared));
  }

  #add({dates, records, traits, example}: OfProject): void {
    const before = this.#projects.get(example.project);
    if (before === undefined) {
      this.#projects.set(example.project, {dates: new Set(dates), records, traits, example});
      return;
    }
    for (const date of dates) before.dates.add(date);
    before.records += records;
    before.traits = bothTraits(before.traits, traits);
  }

  #pattern(parts: readonly OfProject[], compared: Compared): Pattern {
    const projects = parts.map(({example}) => example.project).sort(compareCodePoints);
    const dates = new Set(parts.flatMap((part) => [...part.dates]));
    const traits = parts.map((part) => part.traits).reduce(bothTraits);
    const lacking = this.#kind === 'missing' ? 'candidate' : this.#kind === 'extra' ? 'control' : null;
    const {populations} = compared;
    // Records that both sides have are described by what control says about them.
    const side = this.#kind === 'extra' ? 'candidate' : 'control';
    const places = parts.flatMap(({example, dates: own}) => [...own].map((date) => dayName(example.project, date)));
    const firstAt = compared.dates.findIndex((date) => dates.has(date));
    return {
      kind: this.#kind,
      side: this.#side,
      records: parts.reduce((sum, {records}) => sum + records, 0),
      changes: this.#changes,
      projects,
      everyProject: projects.length > 1 && projects.length === compared.projects.size,
      dates: dateRuns(compared.dates, dates),
      everyDate: dates.size > 1 && dates.size === compared.dates.length,
      toTheEnd: firstAt > 0 && dates.size === compared.dates.length - firstAt,
      isWholeDays: lacking !== null && places.every((name) => compared.days.get(name)?.[lacking] === 0),
      shared: traits === null ? [] : populations[side].telling(traits),
      example: (parts[0] as OfProject).example,
    };
  }
}

export function dayName(project: string, date: CalendarDate): string {
  return JSON.stringify([project, date]);
}

function bothTraits(left: CommonTraits | null, right: CommonTraits | null): CommonTraits | null {
  return left === null || right === null ? null : common(left, right);
}

/** Dates without another date of the comparison in between are one run. */
function dateRuns(all: readonly CalendarDate[], wanted: ReadonlySet<CalendarDate>): DateRun[] {
  const runs: DateRun[] = [];
  let isRunning = false;
  for (const date of all) {
    const last = runs.at(-1);
    if (!wanted.has(date)) isRunning = false;
    else if (isRunning && last !== undefined) runs[runs.length - 1] = {...last, to: date, dates: last.dates + 1};
    else {
      runs.push({from: date, to: date, dates: 1});
      isRunning = true;
    }
  }
  return runs;
}
