import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {PassedOver} from '../../../core/passed-over.ts';
import type {UnreadableFile} from '../../../core/report-source.ts';
import {projectFault} from './row-key.ts';
import type {OlderRow, UnusableRow} from './table-records.ts';
import type {TableDay} from './table-row.ts';

/** The rows of one day, from its last reading: a day that is read again counts once. */
interface MetDay {
  older: number;
  olderExample: string;
  unusable: number;
}

/** The rows of a table that a source has read and that do not count, and why. */
export class UncountedRows {
  readonly #unreadable = new Map<string, UnreadableFile>();
  readonly #days = new Map<string, MetDay & {readonly project: string}>();
  /** Rows that cannot count whatever they hold, by project and date. */
  readonly #wholeDays = new Map<string, UncountableRows>();

  get unreadable(): readonly UnreadableFile[] {
    return [...this.#unreadable.values()];
  }

  get passedOver(): readonly PassedOver[] {
    const read = [...this.#days.values()];
    const example = this.#firstUnreadable();
    const unusable = read.map((day) => ({project: day.project, count: day.unusable, example: example(day)}));
    const older = read.map((day) => ({project: day.project, count: day.older, example: day.olderExample}));
    return [...byProject('unusable-row', [...this.#nowhere(), ...unusable]), ...byProject('older-row', older)];
  }

  /** Days on which no row can count. Rows without a date may belong to any day. */
  meetDay(day: UncountableRows): void {
    this.#wholeDays.set(JSON.stringify([day.project, day.date]), day);
  }

  /** Call it with the rows of a day, from its start. */
  begin(project: string, date: CalendarDate): {meetOlder(row: OlderRow): void; meetUnusable(row: UnusableRow): void} {
    const day = {project, older: 0, olderExample: '', unusable: 0};
    this.#days.set(`${date} ${project}`, day);
    return {
      meetOlder: (row) => {
        if (day.older === 0) day.olderExample = pathOf(row);
        day.older += 1;
      },
      meetUnusable: (row) => {
        day.unusable += 1;
        const path = pathOf(row);
        // There may be several rows without an id.
        const key = row.runId === null || row.runId === '' ? `${path} ${day.unusable}` : path;
        this.#unreadable.set(key, {path, reason: row.reason});
      },
    };
  }

  /** By the project that they name, if that is a valid name. */
  #nowhere(): Counted[] {
    return [...this.#wholeDays.values()].map((day) => ({
      project: projectFault(day.project) === null ? day.project : null,
      count: day.rows,
      example: day.runId === undefined ? `${day.project}/${day.date}` : pathOf({...day, runId: day.runId}),
    }));
  }

  #firstUnreadable(): (day: {readonly project: string}) => string {
    return ({project}) => this.unreadable.find(({path}) => path.startsWith(`${project}/`))?.path ?? project;
  }
}

/** With the id of one of them, if it is known. */
type UncountableRows = TableDay & {readonly runId?: string | null};

type Counted = Pick<PassedOver, 'project' | 'count' | 'example'>;

function byProject(kind: PassedOver['kind'], counted: readonly Counted[]): PassedOver[] {
  const found = new Map<string | null, PassedOver>();
  for (const {project, count, example} of counted) {
    if (count === 0) continue;
    const before = found.get(project);
    found.set(project, {kind, project, count: count + (before?.count ?? 0), example: before?.example ?? example});
  }
  return [...found.values()];
}

/** Written like the path of a file: `project/date/run id`. */
export function pathOf({project, date, runId}: Pick<UnusableRow, 'project' | 'date' | 'runId'>): string {
  return [project ?? '(null)', date ?? '(null)', runId ?? '(null)'].join('/');
}
