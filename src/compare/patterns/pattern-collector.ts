import type {CalendarDate} from '../../core/calendar-date.ts';
import type {Blamed, BlamedKind} from '../explanation/blame.ts';
import type {RecordChange} from '../records/record-change.ts';
import {type RecordDifference, type SideName, sideNames} from '../records/record-difference.ts';
import type {SideDay} from '../records/side-day.ts';
import {type ChangeSignature, changeSignature} from './change-signature.ts';
import {type DayCounts, dayName, FoundRecords} from './found-records.ts';
import type {Pattern} from './pattern.ts';
import {commonOf, Population, traitsOf} from './traits.ts';

/** What both sides have of one project and date. */
export interface ComparedDay {
  readonly project: string;
  readonly date: CalendarDate;
  readonly control: SideDay;
  readonly candidate: SideDay;
  readonly differences: readonly RecordDifference[];
}

/** Dates and projects that were compared without reading their records, since nothing differs there. */
export interface ComparedBesides {
  readonly dates: Iterable<CalendarDate>;
  readonly projects: Iterable<string>;
}

/** Nobody reads a longer list of sets of places in which documents differ; differences elsewhere are grouped together. */
const MOST_PLACES = 100;
/** The same for the directions at one set of places: if a text is different in each record, there are as many as records. */
const MOST_DIRECTIONS = 8;

/**
 * Groups records that differ in the same way, as they are found. For each pattern it keeps counts by project and the dates,
 * and for each record its id, so that the record counts once, however many questions it is behind.
 */
export class PatternCollector {
  readonly #days = new Map<string, DayCounts & {readonly date: CalendarDate}>();
  readonly #met = new Map<string, Set<string>>();
  /** By kind, side and places, and then by direction; without direction if there were too many. */
  readonly #found = new Map<string, Map<string, FoundRecords> | FoundRecords>();
  readonly #populations = {control: new Population(), candidate: new Population()};

  /** Call it with every day whose records are compared, before `meet` for its records; the same day again has no effect. */
  meetDay({project, date, differences, ...sides}: ComparedDay): void {
    const name = dayName(project, date);
    if (this.#days.has(name)) return;
    const [control, candidate] = [sides.control.records.size, sides.candidate.records.size];
    this.#days.set(name, {project, date, control, candidate});
    const differing = new Set(differences.map(({key}) => key.runId));
    for (const side of sideNames) {
      for (const record of sides[side].records.values()) {
        this.#populations[side].meet(traitsOf(record, date), differing.has(record.runId));
      }
    }
  }

  /** A record that differs, and the places; the same record again has no effect. */
  meet(blamed: Blamed, changes: readonly RecordChange[]): void {
    const {key, kind} = blamed;
    const side = kind === 'misread' ? blamed.misread.side : (blamed.difference.unreadable?.side ?? null);
    const name = dayName(key.project, key.date);
    const met = this.#met.get(name) ?? new Set();
    this.#met.set(name, met);
    const id = `${kind === 'misread' ? side : ''} ${key.runId}`;
    if (met.has(id)) return;
    met.add(id);
    const held = kind === 'misread' ? null : (blamed.difference.control ?? blamed.difference.candidate);
    this.#foundOf(kind, side, kind === 'changed' ? changes : []).meet(
      {...key, file: held?.fileName ?? null},
      held === null ? null : commonOf(traitsOf(held, key.date)),
    );
  }

  /** The most frequent first; equal ones in the order in which they were found. */
  patterns({dates, projects}: ComparedBesides = {dates: [], projects: []}): Pattern[] {
    const days = [...this.#days.values()];
    const compared = {
      days: this.#days,
      dates: [...new Set([...dates, ...days.map(({date}) => date)])].sort(),
      projects: new Set([...projects, ...days.map(({project}) => project)]),
      populations: this.#populations,
    };
    return [...this.#found.values()]
      .flatMap((found) => (found instanceof FoundRecords ? [found] : [...found.values()]))
      .flatMap((found) => found.patterns(compared))
      .sort((left, right) => right.records - left.records);
  }

  #foundOf(kind: BlamedKind, side: SideName | null, changes: readonly RecordChange[]): FoundRecords {
    const signature = changeSignature(changes);
    const name = JSON.stringify([kind, side, signature.paths]);
    if (this.#found.size < MOST_PLACES || this.#found.has(name)) return this.#foundAt(name, kind, side, signature);
    return this.#foundAt(JSON.stringify([kind, side, null]), kind, side, changeSignature([]));
  }

  #foundAt(name: string, kind: BlamedKind, side: SideName | null, {direction, changes}: ChangeSignature): FoundRecords {
    const here = this.#found.get(name) ?? new Map<string, FoundRecords>();
    if (here instanceof FoundRecords) return here;
    const known = here.get(direction);
    if (known !== undefined) return known;
    if (here.size < MOST_DIRECTIONS) {
      const found = new FoundRecords(kind, side, changes);
      this.#found.set(name, here.set(direction, found));
      return found;
    }
    const together = FoundRecords.withoutDirection([...here.values()]);
    this.#found.set(name, together);
    return together;
  }
}
