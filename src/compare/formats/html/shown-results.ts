import type {ResultDocument} from '../documents/comparison.ts';
import {type State, stateOf, states} from './state.ts';

/** So many questions of each state have a place of their own on the page. Nobody reads more, and more make a browser slow. */
const MOST: Readonly<Record<State, number>> = {mismatched: 300, inconclusive: 120, waived: 50, empty: 30, matched: 0};

/** A question without a match, and its place in the document. */
export interface OpenResult {
  readonly at: number;
  readonly result: ResultDocument;
}

/** The questions without a match, in the order in which a reader looks for them: the gravest first, and among those the most recent. */
export interface OpenResults {
  /** Those that are on the page. */
  readonly shown: readonly OpenResult[];
  /** How many are left out. */
  readonly left: number;
  isShown(at: number): boolean;
}

export function openResults(results: readonly ResultDocument[]): OpenResults {
  const open = results
    .map((result, at) => ({at, result, state: stateOf(result)}))
    .filter(({state}) => state !== 'matched')
    .sort((one, other) => byRecency(one.result, other.result) || one.at - other.at);
  const shown = states.flatMap((state) => open.filter((each) => each.state === state).slice(0, MOST[state]));
  const places = new Set(shown.map(({at}) => at));
  return {shown, left: open.length - shown.length, isShown: (at) => places.has(at)};
}

/** By their last date, the latest first. */
export function byRecency(one: ResultDocument, other: ResultDocument): number {
  const [left, right] = [one.to ?? one.date, other.to ?? other.date];
  return left === right ? 0 : left > right ? -1 : 1;
}
