import type {CalendarDate} from '../../core/calendar-date.ts';
import {type Instant, parseInstant} from '../../core/instant.ts';
import {snapshotNames} from '../../transfer/export-name.ts';
import type {GivenRun} from '../given.ts';
import {directoryFault} from '../plan/project-names.ts';
import {StemFilter} from '../plan/stem-filter.ts';
import {PROJECT_ID, utcDate} from '../plan/trace-place.ts';
import {runFile} from '../runs/run-file.ts';
import type {RunHeader} from '../runs/run-header.ts';
import type {RunMembers} from '../runs/run-members.ts';
import type {DayPlace, TreeDraft} from '../tree/tree-draft.ts';

/** A directory that no project has. What is there is numbered, since several snapshots of one run may have one name. */
const BESIDE = '.beside';
/** A directory for each file took minutes to be taken away again. */
const FILES_A_DIRECTORY = 1024;
/** So many traces whose root came by are remembered. Runs of one trace mostly stand near each other. */
const MOST_TRACES = 4096;
/** 4 MB: of a million runs one in 30 waits for the second reading in vain. */
const STEM_BITS = 25;
const SECONDS_A_DAY = 86_400;

/** Where a run was put before it was sure that it belongs there. */
export interface EarlyPlace extends DayPlace {
  /** What the project was worked out from; null if the run says it. */
  readonly projectFrom: string | null;
}

/** A run as the first reading knows it. */
export interface ReadRun {
  readonly run: GivenRun;
  readonly header: RunHeader;
  readonly stem: string;
  readonly project: {readonly name: string | null; readonly from: string | null; readonly id: string | null};
}

/**
 * Writes files in the first reading, each where its run most likely belongs: its own project, and the date of its root, or its own if the root
 * has not come by. The plan finds out which of them are wrong; they are read again out of their files, and written where they belong. Most
 * imports have few.
 *
 * What is not nearly certain is left to the second reading: runs that lack something, and all of a date that the tree has.
 */
export class EarlyFiles {
  readonly #draft: TreeDraft;
  readonly #members: RunMembers;
  readonly #maxFileBytes: number;
  readonly #stems = new StemFilter(STEM_BITS);
  readonly #rootDates = new Map<string, CalendarDate | null>();
  /** By project and date, whether files go there. */
  readonly #days = new Map<string, boolean>();
  #beside = 0;
  #day = Number.NaN;
  #date: CalendarDate | null = null;
  #instantText = '';
  #instant: Instant | null = null;

  constructor(draft: TreeDraft, members: RunMembers, maxFileBytes: number) {
    this.#draft = draft;
    this.#members = members;
    this.#maxFileBytes = maxFileBytes;
  }

  /** Null if it was not written. @throws what the file system says */
  write(read: ReadRun): EarlyPlace | null {
    const {run, header, stem} = read;
    // Of two snapshots of one run the plan chooses.
    const isRepeated = this.#stems.mayHold(stem);
    this.#stems.add(stem);
    const date = this.#dateOf(header);
    if (!isComplete(run, header)) return null;
    const place = date === null || isRepeated ? this.#placeBeside(run) : this.#placeOf(read, date);
    return place !== null && this.#isWritten(read, place) ? place : null;
  }

  /**
   * For a run whose date is not known yet, and for another snapshot of a run, until the plan is made; null for one that can be read at its place
   * of the source.
   */
  #placeBeside({at}: GivenRun): EarlyPlace | null {
    if (at !== undefined) return null;
    this.#beside += 1;
    return {project: BESIDE, date: String(this.#beside), projectFrom: null};
  }

  /** That of its root, if it is known by now. */
  #dateOf({runId, trace, start, rootStart}: RunHeader): CalendarDate | null {
    if (trace === null) return null;
    if (runId === trace.id) {
      const date = this.#utcDate(start);
      if (this.#rootDates.size === MOST_TRACES) this.#rootDates.clear();
      this.#rootDates.set(runId, date);
      return date;
    }
    return this.#rootDates.get(trace.id) ?? this.#utcDate(rootStart ?? start);
  }

  /** Mostly that of the run before. */
  #utcDate(instant: Instant | null): CalendarDate | null {
    if (instant === null) return null;
    const day = Math.floor(instant.seconds / SECONDS_A_DAY);
    if (day !== this.#day) [this.#day, this.#date] = [day, utcDate(instant.seconds)];
    return this.#date;
  }

  #placeOf({project: {name, from, id}}: ReadRun, date: CalendarDate): EarlyPlace | null {
    const project = name ?? id;
    if (project === null) return null;
    const place = {project, date, projectFrom: name === null ? PROJECT_ID : from};
    const key = `${date} ${project}`;
    let isFree = this.#days.get(key);
    if (isFree === undefined) {
      isFree = directoryFault(project) === null && this.#draft.isNewDay(place);
      this.#days.set(key, isFree);
    }
    return isFree ? place : null;
  }

  #isWritten({run, header}: ReadRun, place: EarlyPlace): boolean {
    const placed = {
      run_id: header.runId,
      trace_id: header.trace?.id ?? header.runId,
      trace_from: null,
      project: place.project,
      project_from: place.projectFrom,
      date_from: null,
      derives: 0,
    };
    const file = runFile(placed, run, this.#members, run.format ?? null);
    if (file.size > this.#maxFileBytes) return false;
    const early = earlyFile(place, header.runId, this.#instantOf(run.around.extractedAt));
    return this.#draft.writeEarly(early, early.fileName, [file.before, file.trace, file.after], file.size);
  }

  /** Mostly that of the run before. */
  #instantOf(text: string): Instant | null {
    if (text !== this.#instantText) [this.#instantText, this.#instant] = [text, parseInstant(text)];
    return this.#instant;
  }
}

/** The file in which a run was put that has an early place. */
export function earlyFile(
  {project, date}: DayPlace,
  runId: string,
  extractedAt: Instant | null,
): DayPlace & {readonly fileName: string} {
  if (project === BESIDE) {
    return {project, date: String(Math.floor(Number(date) / FILES_A_DIRECTORY)), fileName: `${date}.json`};
  }
  // The name that it gets if no other file has it.
  for (const fileName of snapshotNames(runId, extractedAt)) return {project, date, fileName};
  throw new Error('names have no end');
}

/** Whether it is written just as it is, with nothing but what its place says in front of it. */
function isComplete({around, format}: GivenRun, {trace, isIncomplete}: RunHeader): boolean {
  for (const _ in around.derived) return false;
  return format !== undefined && trace?.from === null && !isIncomplete && around.metadata === null;
}
