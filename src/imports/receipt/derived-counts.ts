import type {Receipt} from './receipt.ts';

/** For how many runs something was worked out, and from what. */
export class DerivedCounts {
  readonly #counts = new Map<string, {what: string; from: string; runs: number}>();

  add(derived: Readonly<Record<string, string>>, runs = 1): void {
    for (const [what, from] of Object.entries(derived)) {
      const key = `${what} ${from}`;
      const count = this.#counts.get(key);
      if (count === undefined) this.#counts.set(key, {what, from, runs});
      else count.runs += runs;
    }
  }

  result(): Receipt['derived'] {
    return [...this.#counts.values()].sort((left, right) =>
      `${left.what} ${left.from}` < `${right.what} ${right.from}` ? -1 : 1,
    );
  }
}
