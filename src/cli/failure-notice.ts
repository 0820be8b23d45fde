import type {Comparison} from '../compare/comparison.ts';
import {errorText} from '../compare/formats/error-text.ts';
import type {JudgedResult} from '../compare/result.ts';

/** What to say on stderr about the sides that could not answer: each reason once, wherever the report itself goes. */
export function failureNotice({results, failures}: Pick<Comparison<JudgedResult>, 'results' | 'failures'>): string[] {
  const outcomes = results.flatMap(({control, candidate}) => [control, candidate]);
  const errors = outcomes.flatMap((each) => (each.outcome === 'failed' ? [each.error] : []));
  const texts = [...failures.map(({error}) => error), ...errors].map((error) => `Error: ${errorText(error)}`);
  return [...new Set(texts)];
}
