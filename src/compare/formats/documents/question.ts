import type {Question} from '../../../asking/question.ts';

/** What was asked. `date` is the first of several dates if there is a `to`, which is the last one. */
export interface QuestionDocument {
  readonly report: string;
  readonly project: string | null;
  readonly date: string;
  readonly to?: string;
}

export function questionDocument({report, project, from, to}: Question): QuestionDocument {
  return {report, project, date: from, ...(to === from ? {} : {to})};
}
