import {type DetailReport, detailReport} from '../core/detail-report.ts';
import type {ReportSource} from '../core/report-source.ts';
import {reportTable} from '../core/reports/report-table.ts';
import type {Table} from '../core/reports/table.ts';
import {errorReport, errorTable} from '../core/reports/zenrows-errors.ts';
import {formatTable} from '../format/table/format.ts';
import {formatDetailJson} from '../format/zenrows-detail-json.ts';
import {formatDetailText} from '../format/zenrows-detail-text.ts';
import type {DayQuestion, Question} from './question.ts';

/** What a source answers to a question: the report, its renderings, and how many records are behind it. */
export type Answer = ErrorsAnswer | DetailAnswer | TableAnswer;

export interface ErrorsAnswer extends AnswerBase {
  readonly report: 'zenrows-errors';
  readonly model: Table;
}

export interface DetailAnswer extends AnswerBase {
  readonly report: 'zenrows-detail';
  readonly model: DetailReport;
}

/** For a report that is data; the table has its definition, and so its name. */
export interface TableAnswer extends AnswerBase {
  readonly report: 'table';
  readonly model: Table;
}

interface AnswerBase {
  readonly records: number;
  readonly renderings: readonly Rendering[];
}

/** One of the forms in which a report is printed. Sides agree when `exact` agrees to the byte. */
export interface Rendering {
  readonly format: 'csv' | 'text' | 'json';
  /** Without masking: two different secrets are a difference. Never shown. */
  readonly exact: string;
  /** The text that a user sees; made only if it is shown, since masking costs more than all the rest. */
  readonly shown: () => string;
}

/** Everything that a report asks of a source. */
export type Answering = Pick<ReportSource, 'traces' | 'counted' | 'failingTraces'>;

export async function answer(source: Answering, question: Question): Promise<Answer> {
  if (question.compiled === null) return dayAnswer(source, question);
  const {compiled, project, from, to} = question;
  return tableAnswer(await reportTable(source, compiled, {project, from, to}));
}

export async function dayAnswer(
  source: Answering,
  {report, project, from: date}: DayQuestion,
): Promise<ErrorsAnswer | DetailAnswer> {
  if (report === 'zenrows-errors') return errorsAnswer(await errorTable(source, {project, from: date, to: date}));
  const {records} = await errorTable(source, {project, from: date, to: date});
  return detailAnswer(await detailReport(source, project, date), records);
}

export function errorsAnswer(model: Table): ErrorsAnswer {
  const csv = formatTable(model, 'csv', {mask: false});
  const renderings = [{format: 'csv' as const, exact: csv, shown: () => csv}];
  return {report: 'zenrows-errors', model, records: model.records, renderings};
}

export function detailAnswer(model: DetailReport, records: number): DetailAnswer {
  return {
    report: 'zenrows-detail',
    model,
    records,
    renderings: [
      {
        format: 'text',
        exact: formatDetailText(model, {mask: false}),
        shown: () => formatDetailText(model, {mask: true}),
      },
      {
        format: 'json',
        exact: formatDetailJson(model, {mask: false}),
        shown: () => formatDetailJson(model, {mask: true}),
      },
    ],
  };
}

/** Text and Markdown follow from these two: CSV has every column uncut, and JSON tells a missing value from a text that looks the same. */
export function tableAnswer(table: Table): TableAnswer {
  const rendering = (format: 'csv' | 'json'): Rendering => ({
    format,
    exact: formatTable(table, format, {mask: false}),
    shown: () => formatTable(table, format, {mask: true}),
  });
  return {report: 'table', model: table, records: table.records, renderings: [rendering('csv'), rendering('json')]};
}

/** The failing traces that an answer counts; null for a report that counts other things. In `zenrows-errors` this is the second measure. */
export function failingTracesOf(answer: Answer): number | null {
  if (answer.report === 'zenrows-detail') return answer.model.totalTraces;
  if (answer.model.definition.name !== 'zenrows-errors') return null;
  return errorReport(answer.model).rows.reduce((sum, {zenrowsErrors}) => sum + zenrowsErrors, 0);
}
