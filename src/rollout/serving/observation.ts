import type {Answer} from '../../asking/answer.ts';
import type {Observation} from '../../compare/observation.ts';
import {requireWhole} from '../../compare/whole-source.ts';
import type {ReportSource} from '../../core/report-source.ts';
import type {ReportRequest} from './request.ts';

/** An answer together with what is printed of it. */
export interface Served<M> {
  readonly model: M;
  readonly answer: Answer;
  readonly milliseconds: number;
}

export type Observed<M> =
  | {readonly outcome: 'answered'; readonly served: Served<M>}
  | {readonly outcome: 'failed'; readonly error: unknown; readonly milliseconds: number};

/**
 * Asks a side, from its opening on; never fails. What is compared but not printed is worked out after the time was taken: nobody who
 * asks for the report alone waits for it.
 */
export async function observeSide<M>(
  request: ReportRequest<M>,
  open: (work: (source: ReportSource) => Promise<Served<M>>) => Promise<Served<M>>,
): Promise<Observed<M>> {
  const start = performance.now();
  try {
    const served = await open(async (source) => {
      if (request.question.project === null) requireWhole(source);
      const model = await request.ask(source);
      const milliseconds = performance.now() - start;
      return {model, milliseconds, answer: await request.answerOf(model, source)};
    });
    return {outcome: 'answered', served};
  } catch (error) {
    return {outcome: 'failed', error, milliseconds: performance.now() - start};
  }
}

/** As a comparison judges it. */
export function observationOf<M>(observed: Observed<M>): Observation {
  if (observed.outcome === 'failed') return observed;
  const {answer, milliseconds} = observed.served;
  return {outcome: 'answered', answer, milliseconds};
}
