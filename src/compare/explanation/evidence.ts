import type {CalendarDate} from '../../core/calendar-date.ts';
import {compareCodePoints} from '../../core/code-point-order.ts';
import {type DayFacts, dayFacts} from '../../core/record-facts.ts';
import type {ReportSource} from '../../core/report-source.ts';
import {KeptTexts} from '../records/kept-texts.ts';
import {type RecordChange, recordChanges} from '../records/record-change.ts';
import {type RecordDifference, recordDifferences} from '../records/record-difference.ts';
import {readSideDay, type SideDay} from '../records/side-day.ts';
import {together} from '../together.ts';
import {answeredFacts, type FailingFacts, type Misread, misreads} from './misread.ts';

/** What both sides hold of one project and date, and how they differ. */
export interface Evidence {
  readonly project: string;
  readonly date: CalendarDate;
  readonly control: SideEvidence;
  readonly candidate: SideEvidence;
  readonly differences: readonly RecordDifference[];
  /** Records about which a side answers something else than its own document says. */
  readonly misreads: readonly Misread[];
}

/** One side's records, the facts that they give, and the failing traces that the side itself answers. */
export interface SideEvidence {
  readonly day: SideDay;
  /** The facts by the aggregation of `core`, whatever the side itself answers; made once for all questions. */
  readonly facts: DayFacts;
  readonly answered: FailingFacts;
}

/** Reads the evidence behind questions. Several questions on one date share what was read for it. */
export class EvidenceReader {
  readonly #control: ReportSource;
  readonly #candidate: ReportSource;
  readonly #onRead: (evidence: Evidence) => void;
  readonly #read = new Map<string, Evidence>();
  readonly #changes = new Map<RecordDifference, readonly RecordChange[]>();
  readonly #texts = new KeptTexts();
  #date: CalendarDate | null = null;

  /** `onRead` is called with every project and date that is read, also with one that is read again. */
  constructor(control: ReportSource, candidate: ReportSource, onRead: (evidence: Evidence) => void = () => {}) {
    this.#control = control;
    this.#candidate = candidate;
    this.#onRead = onRead;
  }

  /** One piece of evidence for each project that either side has on the date, in the order of their names. */
  async of(project: string | null, date: CalendarDate): Promise<Evidence[]> {
    if (this.#date !== date) {
      this.#read.clear();
      this.#changes.clear();
      this.#texts.clear();
    }
    this.#date = date;
    const projects = project === null ? await this.#projectsOf(date) : [project];
    const found: Evidence[] = [];
    for (const name of projects) {
      const evidence = this.#read.get(name) ?? (await this.#readProject(name, date));
      this.#read.set(name, evidence);
      found.push(evidence);
    }
    return found;
  }

  /**
   * The places in which the documents of a record differ, found once for all questions. Control's document is read again, since
   * nobody knew at the first reading that it differs; candidate's only if its text was not kept.
   */
  async changesOf(difference: RecordDifference): Promise<readonly RecordChange[]> {
    const changes =
      this.#changes.get(difference) ?? (await recordChanges(difference, this.#control, this.#candidate, this.#texts));
    this.#changes.set(difference, changes);
    return changes;
  }

  async #projectsOf(date: CalendarDate): Promise<string[]> {
    const scope = {project: null, from: date, to: date};
    const days = await together(this.#control.days(scope), this.#candidate.days(scope));
    return [...new Set(days.flat().map(({project}) => project))].sort(compareCodePoints);
  }

  async #readProject(project: string, date: CalendarDate): Promise<Evidence> {
    const control = await readSide(this.#control, project, date);
    const candidate = await readSide(this.#candidate, project, date, {other: control.day, texts: this.#texts});
    const evidence: Evidence = {
      project,
      date,
      control,
      candidate,
      differences: recordDifferences(project, date, control.day, candidate.day),
      misreads: [
        ...misreads('control', {project, date, ...control}),
        ...misreads('candidate', {project, date, ...candidate}),
      ],
    };
    this.#onRead(evidence);
    return evidence;
  }
}

async function readSide(
  source: ReportSource,
  project: string,
  date: CalendarDate,
  against: Parameters<typeof readSideDay>[3] = {},
): Promise<SideEvidence> {
  const day = await readSideDay(source, project, date, against);
  const facts = dayFacts(project, day.records.values());
  return {day, facts, answered: await answeredFacts(source, project, date)};
}
