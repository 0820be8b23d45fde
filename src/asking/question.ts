import type {CalendarDate} from '../core/calendar-date.ts';
import type {CompiledReport} from '../core/reports/compiled-report.ts';
import type {Scope} from '../core/scope.ts';

/** The reports that are code. Each is asked about one date at a time. */
export const reportNames = ['zenrows-errors', 'zenrows-detail'] as const;

export type ReportName = (typeof reportNames)[number];

/** One report on the dates of a scope, of one project or (null) of all together. Every source is asked the same. */
export type Question = DayQuestion | TableQuestion;

/** About one date: `from` and `to` are the same. */
export interface DayQuestion extends Scope {
  readonly report: ReportName;
  readonly compiled: null;
}

/** A report that is data, about all dates of its scope at once: percentiles and tops of single days do not add up to its own. */
export interface TableQuestion extends Scope {
  /** The name of the definition. */
  readonly report: string;
  readonly compiled: CompiledReport;
}

export function dayQuestion(report: ReportName, project: string | null, date: CalendarDate): DayQuestion {
  return {report, compiled: null, project, from: date, to: date};
}

export function tableQuestion(compiled: CompiledReport, {project, from, to}: Scope): TableQuestion {
  return {report: compiled.definition.name, compiled, project, from, to};
}

/** Every combination. The reports of one date stand next to each other, so that a source can answer both from one reading. */
export function questionsOf(
  reports: readonly ReportName[],
  projects: readonly (string | null)[],
  dates: readonly CalendarDate[],
): DayQuestion[] {
  return dates.flatMap((date) =>
    projects.flatMap((project) => reports.map((report) => dayQuestion(report, project, date))),
  );
}

export function isSameQuestion(left: Question, right: Question): boolean {
  return (
    left.report === right.report && left.project === right.project && left.from === right.from && left.to === right.to
  );
}
