import type {Answer} from '../../asking/answer.ts';
import {dayQuestion, type Question, tableQuestion} from '../../asking/question.ts';
import type {CalendarDate} from '../../core/calendar-date.ts';
import {type DetailReport, detailReport} from '../../core/detail-report.ts';
import type {ReportSource} from '../../core/report-source.ts';
import type {CompiledReport} from '../../core/reports/compiled-report.ts';
import {reportTable} from '../../core/reports/report-table.ts';
import type {Table} from '../../core/reports/table.ts';
import {compiledZenrowsErrors, errorTable} from '../../core/reports/zenrows-errors.ts';
import type {Scope} from '../../core/scope.ts';

/** A report that somebody asked for, whichever side answers it. */
export interface ReportRequest<M> {
  readonly question: Question;
  /** Asks for what is printed, and no more. */
  ask(source: ReportSource): Promise<M>;
  /** What there is to compare of a model; it may ask the source for what was not printed. */
  answerOf(model: M, source: ReportSource): Promise<Answer>;
}

/** The dates of `zenrows-errors` are asked about all at once, as they are printed; of one date there is a question of its own. */
export function errorsRequest(scope: Scope): ReportRequest<Table> {
  const isDay = scope.from === scope.to;
  return {
    question: isDay
      ? dayQuestion('zenrows-errors', scope.project, scope.from)
      : tableQuestion(compiledZenrowsErrors(), scope),
    ask: (source) => errorTable(source, scope),
    answerOf: async (table) => {
      const {errorsAnswer, tableAnswer} = await answers();
      return isDay ? errorsAnswer(table) : tableAnswer(table);
    },
  };
}

export function detailRequest(project: string | null, date: CalendarDate): ReportRequest<DetailReport> {
  return {
    question: dayQuestion('zenrows-detail', project, date),
    ask: (source) => detailReport(source, project, date),
    answerOf: async (model, source) => {
      const {records} = await errorTable(source, {project, from: date, to: date});
      return (await answers()).detailAnswer(model, records);
    },
  };
}

export function tableRequest(report: CompiledReport, scope: Scope): ReportRequest<Table> {
  return {
    question: tableQuestion(report, scope),
    ask: (source) => reportTable(source, report, scope),
    answerOf: async (table) => (await answers()).tableAnswer(table),
  };
}

/** Who prints one side's answer alone has no use for all the formats that are compared. */
function answers(): Promise<typeof import('../../asking/answer.ts')> {
  return import('../../asking/answer.ts');
}
