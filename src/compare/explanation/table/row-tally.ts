import {ExactNumber} from '../../../core/exact-number.ts';
import type {Given} from './differing-unit.ts';

interface Tallied {
  readonly numbers: number[];
  readonly texts: (Set<string> | undefined)[];
}

const NOTHING: ReadonlySet<string> = new Set();

/** What the cells of one side's rows do not say: how many numbers were averaged, and which texts were told apart. */
export class RowTally {
  readonly #rows = new Map<string, Tallied>();

  meet({keys, inputs}: Given): void {
    const key = JSON.stringify(keys);
    const row = this.#rows.get(key) ?? {numbers: [], texts: []};
    this.#rows.set(key, row);
    for (const [at, input] of inputs.entries()) {
      if (input instanceof ExactNumber) row.numbers[at] = (row.numbers[at] ?? 0) + 1;
      else if (typeof input === 'string') {
        const texts = row.texts[at] ?? new Set();
        row.texts[at] = texts;
        texts.add(input);
      }
    }
  }

  numbers(key: string, input: number): number {
    return this.#rows.get(key)?.numbers[input] ?? 0;
  }

  texts(key: string, input: number): ReadonlySet<string> {
    return this.#rows.get(key)?.texts[input] ?? NOTHING;
  }
}
