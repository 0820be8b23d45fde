import {type Question, questionsOf, type ReportName, tableQuestion} from '../asking/question.ts';
import type {CalendarDate} from '../core/calendar-date.ts';
import {compareCodePoints} from '../core/code-point-order.ts';
import type {ReportSource} from '../core/report-source.ts';
import type {CompiledReport} from '../core/reports/compiled-report.ts';
import type {Scope} from '../core/scope.ts';
import type {SourceDay} from '../core/source-snapshot.ts';
import {StartAgain} from '../core/start-again.ts';
import type {SideName} from './records/record-difference.ts';

/** What to compare. `all`: what either side knows. A null project means all projects together. */
export interface QuestionRequest {
  /** Those that are code, and those that are data. */
  readonly reports: readonly (ReportName | CompiledReport)[];
  readonly projects: readonly (string | null)[] | 'all';
  readonly dates: readonly CalendarDate[] | 'all';
}

export interface QuestionPlan {
  readonly questions: readonly Question[];
  /** The sides that could not say what they hold; then the questions are those that the other side knows. */
  readonly failures: readonly SideFailure[];
  /** The projects that were asked for by name: each must have a record on some date asked. */
  readonly named?: readonly string[];
}

export interface SideFailure {
  readonly side: SideName;
  readonly error: unknown;
}

/** Names are taken as given; `all` follows from what either side holds, so that nothing is passed over. */
export async function planQuestions(
  control: ReportSource,
  candidate: ReportSource,
  {reports, projects, dates}: QuestionRequest,
): Promise<QuestionPlan> {
  const named = projects === 'all' ? [] : projects.filter((project) => project !== null);
  const [ofDays, ofRanges] = [reports.filter(isCode), reports.filter(isData)];
  const asked = (names: readonly (string | null)[], days: readonly CalendarDate[]): Question[] => [
    ...questionsOf(ofDays, names, days),
    ...tableQuestionsOf(ofRanges, names, days),
  ];
  if (projects !== 'all' && dates !== 'all') {
    return {questions: asked(projects, dates), failures: [], named};
  }
  const scope = dates === 'all' ? null : enclosing(dates);
  const [left, right] = [await listDays('control', control, scope), await listDays('candidate', candidate, scope)];
  const days = [...left.days, ...right.days];
  const known = [...new Set(days.map(({project}) => project))].sort(compareCodePoints);
  const chosen = projects === 'all' ? [null, ...known] : projects;
  const failures = [...left.failures, ...right.failures];
  if (dates !== 'all') return {questions: asked(chosen, dates), failures, named};
  const allDates = [...new Set(days.map(({date}) => date))].sort();
  const holds = new Set(days.map(({project, date}) => JSON.stringify([project, date])));
  const questions = allDates.flatMap((date) => {
    const there = chosen.filter((project) => project === null || holds.has(JSON.stringify([project, date])));
    return questionsOf(ofDays, there, [date]);
  });
  return {questions: [...questions, ...tableQuestionsOf(ofRanges, chosen, allDates)], failures, named};
}

function isCode(report: ReportName | CompiledReport): report is ReportName {
  return typeof report === 'string';
}

function isData(report: ReportName | CompiledReport): report is CompiledReport {
  return !isCode(report);
}

/** A report that is data is asked about all dates at once, for each project by itself. */
function tableQuestionsOf(
  reports: readonly CompiledReport[],
  projects: readonly (string | null)[],
  dates: readonly CalendarDate[],
): Question[] {
  if (dates.length === 0) return [];
  const {from, to} = enclosing(dates);
  return projects.flatMap((project) => reports.map((report) => tableQuestion(report, {project, from, to})));
}

function enclosing(dates: readonly CalendarDate[]): Scope {
  const sorted = [...dates].sort();
  return {project: null, from: sorted[0] as CalendarDate, to: sorted.at(-1) as CalendarDate};
}

async function listDays(
  side: SideName,
  source: ReportSource,
  scope: Scope | null,
): Promise<{days: SourceDay[]; failures: SideFailure[]}> {
  try {
    return {days: await source.days(scope), failures: []};
  } catch (error) {
    if (error instanceof StartAgain) throw error;
    return {days: [], failures: [{side, error}]};
  }
}
