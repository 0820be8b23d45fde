import type {CalendarDate} from '../core/calendar-date.ts';

export const reportNames = ['zenrows-errors', 'zenrows-detail'] as const;

export type ReportName = (typeof reportNames)[number];

/** What both sides are asked: one report on one date, of one project or (null) of all together. */
export interface Question {
  readonly report: ReportName;
  readonly project: string | null;
  readonly date: CalendarDate;
}

/** Every combination, the reports of one date next to each other so that a source can answer both from one reading. */
export function questionsOf(
  reports: readonly ReportName[],
  projects: readonly (string | null)[],
  dates: readonly CalendarDate[],
): Question[] {
  return dates.flatMap((date) => projects.flatMap((project) => reports.map((report) => ({report, project, date}))));
}
