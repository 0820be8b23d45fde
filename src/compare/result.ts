import {type Answer, failingTracesOf, type Rendering} from '../asking/answer.ts';
import type {Question} from '../asking/question.ts';
import type {Explanation} from './explanation/explanation.ts';
import type {Observation} from './observation.ts';
import type {RecordChange} from './records/record-change.ts';
import type {Waiver} from './waivers/waiver.ts';

export type Verdict = 'matched' | 'mismatched' | 'inconclusive';

/**
 * Why a question has no match. `failed`: a side has no answer. `empty`: neither has records. `one-sided`: only one has.
 * `output`: both answered, and differently. `unstable`: a file changed during the comparison. `noise`: control does not
 * even agree with itself. `partial`: a side did not look at something that may hold records.
 */
export type Reason = 'failed' | 'empty' | 'one-sided' | 'output' | 'unstable' | 'noise' | 'partial';

/** A question, what both sides made of it, and what follows from that: the judgement and the sums of a comparison need only this. */
export interface JudgedResult {
  readonly question: Question;
  readonly control: Outcome;
  readonly candidate: Outcome;
  readonly verdict: Verdict;
  /** Null for a match. */
  readonly reason: Reason | null;
  /** Null unless mismatched. */
  readonly explained:
    | {readonly outcome: 'explained'; readonly explanation: Pick<Explanation, 'cause' | 'size' | 'unexplained'>}
    | Extract<Explained, {outcome: 'failed'}>
    | null;
  /** The waiver that allows the mismatch, or null. */
  readonly waiver: Waiver | null;
}

/** The same with all that was found out. */
export interface Result extends JudgedResult {
  /** The renderings that differ, control and candidate side by side. */
  readonly differing: readonly DifferingRendering[];
  readonly explained: Explained | null;
}

/** Why the answers differ, with the changes of each blamed record in the order of `blamed`; or why that is not known. */
export type Explained =
  | {
      readonly outcome: 'explained';
      readonly explanation: Explanation;
      readonly changes: readonly (readonly RecordChange[])[];
    }
  | {readonly outcome: 'failed'; readonly error: unknown};

/** What is kept of an observation: not the text that a side printed, which nobody needs for a match. */
export type Outcome =
  | {
      readonly outcome: 'answered';
      readonly records: number;
      /** Failing traces; null for a report that does not count them. */
      readonly failing: number | null;
      readonly milliseconds: number;
      readonly fromMemory?: true;
    }
  | Extract<Observation, {outcome: 'failed'}>;

export interface DifferingRendering {
  readonly format: Rendering['format'];
  readonly control: Rendering;
  readonly candidate: Rendering;
}

/** Two failures are no match, and neither are two empty answers: emptiness is about records, not about output. */
export function judge(question: Question, control: Observation, candidate: Observation): Result {
  const sides = {question, control: outcomeOf(control), candidate: outcomeOf(candidate)};
  const base = {...sides, differing: [], explained: null, waiver: null};
  if (control.outcome === 'failed' || candidate.outcome === 'failed') {
    return {...base, verdict: 'inconclusive', reason: 'failed'};
  }
  const [left, right] = [control.answer, candidate.answer];
  if (left.records === 0 && right.records === 0) return {...base, verdict: 'inconclusive', reason: 'empty'};
  const differing = differingRenderings(left, right);
  if (left.records === 0 || right.records === 0) {
    return {...base, verdict: 'mismatched', reason: 'one-sided', differing};
  }
  if (differing.length > 0) return {...base, verdict: 'mismatched', reason: 'output', differing};
  return {...base, verdict: 'matched', reason: null};
}

/** The same result, but it proves nothing. */
export function withdraw<R extends JudgedResult>(result: R, reason: 'unstable' | 'noise' | 'partial'): R {
  return {...result, verdict: 'inconclusive', reason};
}

function outcomeOf(observation: Observation): Outcome {
  if (observation.outcome === 'failed') return observation;
  const {answer, milliseconds, fromMemory} = observation;
  return {
    outcome: 'answered',
    records: answer.records,
    failing: failingTracesOf(answer),
    milliseconds,
    ...(fromMemory === true ? {fromMemory} : {}),
  };
}

function differingRenderings(control: Answer, candidate: Answer): DifferingRendering[] {
  return control.renderings.flatMap((left) => {
    const right = candidate.renderings.find(({format}) => format === left.format);
    if (right === undefined || right.exact === left.exact) return [];
    return [{format: left.format, control: left, candidate: right}];
  });
}
