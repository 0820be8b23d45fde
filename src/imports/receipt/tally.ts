import type {Place} from '../given.ts';
import {placeText} from '../place-text.ts';

/** How many are named one by one. */
const NAMED = 20;
/** Reasons may quote what was found; so many different ones are counted apart. */
const MOST_REASONS = 100;

/** What of a source is not in the tree, or not in the source: the first ones, and how many there are for each reason. */
export interface TallyResult {
  readonly count: number;
  readonly first: readonly {readonly place: string; readonly reason: string}[];
  /** Every reason with its count, the most frequent first. */
  readonly reasons: readonly {readonly reason: string; readonly count: number}[];
}

export class Tally {
  #count = 0;
  readonly #first: {place: string; reason: string}[] = [];
  readonly #reasons = new Map<string, number>();

  add(place: Place, reason: string): void {
    this.#count += 1;
    if (this.#first.length < NAMED) this.#first.push({place: placeText(place), reason});
    const isNamed = this.#reasons.has(reason) || this.#reasons.size < MOST_REASONS;
    const name = isNamed ? reason : 'other reasons';
    this.#reasons.set(name, (this.#reasons.get(name) ?? 0) + 1);
  }

  result(): TallyResult {
    const reasons = [...this.#reasons].map(([reason, count]) => ({reason, count}));
    return {count: this.#count, first: this.#first, reasons: reasons.sort((left, right) => right.count - left.count)};
  }
}
