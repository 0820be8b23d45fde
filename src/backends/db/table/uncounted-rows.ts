import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {PassedOver} from '../../../core/passed-over.ts';
import type {UnreadableFile} from '../../../core/report-source.ts';
import type {OlderRow, UnusableRow} from './table-records.ts';
import type {TableDay} from './table-row.ts';

/** Of one day, as it was read last: a day that is read again counts once. */
interface MetDay {
  older: number;
  olderExample: string;
  unusable: number;
}

/** The rows of a table that a source has met and that do not count, and why. */
export class UncountedRows {
  readonly #unreadable = new Map<string, UnreadableFile>();
  readonly #days = new Map<string, MetDay & {readonly project: string}>();
  /** Days of which no row can count, by what was found there. */
  readonly #wholeDays = new Map<string, TableDay>();
  #unreachable = 0;

  get unreadable(): readonly UnreadableFile[] {
    return [...this.#unreadable.values()];
  }

  get passedOver(): readonly PassedOver[] {
    const found = [...this.#days.values()];
    return [
      ...this.#nowhere(),
      ...byProject('unusable-row', found, ({unusable}) => unusable, this.#firstUnreadable()),
      ...byProject(
        'older-row',
        found,
        ({older}) => older,
        (day) => day.olderExample,
      ),
    ];
  }

  /** Rows without a project or date, of which nobody knows what they belong to. */
  meetUnreachable(rows: number): void {
    this.#unreachable = rows;
  }

  meetDay(day: TableDay): void {
    this.#wholeDays.set(JSON.stringify([day.project, day.date]), day);
  }

  /** To be told of the rows of a day, from its start. */
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
        // Of rows without an id there may be several.
        const key = row.runId === null || row.runId === '' ? `${path} ${day.unusable}` : path;
        this.#unreadable.set(key, {path, reason: row.reason});
      },
    };
  }

  #nowhere(): PassedOver[] {
    const days = [...this.#wholeDays.values()];
    const count = days.reduce((sum, {rows}) => sum + rows, this.#unreachable);
    const [first] = days;
    const example = first === undefined ? 'a row without a project or a date' : pathOf({...first, runId: null});
    return count === 0 ? [] : [{kind: 'unusable-row', project: null, count, example}];
  }

  #firstUnreadable(): (day: {readonly project: string}) => string {
    return ({project}) => this.unreadable.find(({path}) => path.startsWith(`${project}/`))?.path ?? project;
  }
}

function byProject<Day extends {readonly project: string}>(
  kind: PassedOver['kind'],
  days: readonly Day[],
  countOf: (day: Day) => number,
  exampleOf: (day: Day) => string,
): PassedOver[] {
  const found = new Map<string, PassedOver>();
  for (const day of days) {
    const count = countOf(day);
    if (count === 0) continue;
    const {project} = day;
    const before = found.get(project);
    found.set(project, {
      kind,
      project,
      count: count + (before?.count ?? 0),
      example: before?.example ?? exampleOf(day),
    });
  }
  return [...found.values()];
}

/** As files are named: `project/date/run id`. */
export function pathOf({project, date, runId}: Pick<UnusableRow, 'project' | 'date' | 'runId'>): string {
  return [project ?? '(null)', date ?? '(null)', runId ?? '(null)'].join('/');
}
