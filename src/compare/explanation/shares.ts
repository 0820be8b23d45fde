import Fraction from 'fraction.js';
import {type Behind, type Blamed, blamedId} from './blame.ts';

/** What one record accounts for, exactly: a third is a third. */
export interface Contribution {
  readonly blamed: Blamed;
  readonly amount: Fraction;
}

/** Adds up what each record accounts for. What several records cause together is shared equally among them. */
export class Shares {
  readonly #byRecord = new Map<string, Contribution>();

  add(amount: Fraction, among: readonly Blamed[]): void {
    for (const blamed of among) {
      const id = blamedId(blamed);
      const before = this.#byRecord.get(id)?.amount ?? new Fraction(0);
      this.#byRecord.set(id, {blamed, amount: before.add(amount.div(among.length))});
    }
  }

  /** Without the records whose parts cancel each other out. */
  contributions(): Contribution[] {
    return [...this.#byRecord.values()].filter(({amount}) => !amount.equals(0));
  }
}

/** One thing that a cell counts, a trace or a listed run, and the records that make it one. */
export type Counted = ReadonlyMap<string, readonly Behind[]>;

/** For everything that only one side counts, the parts of the records behind it: −1 if candidate lacks it, else +1. */
export function countContributions(control: Counted, candidate: Counted, blamed: FindBlamed): Contribution[] {
  const shares = new Shares();
  for (const [key, behind] of control) {
    if (!candidate.has(key)) shares.add(new Fraction(-1), blamed(behind));
  }
  for (const [key, behind] of candidate) {
    if (!control.has(key)) shares.add(new Fraction(1), blamed(behind));
  }
  return shares.contributions();
}

/** Everything that is to blame for something, each once. */
export type FindBlamed = (behind: readonly Behind[]) => readonly Blamed[];

/** Blames record by record. */
export function blamedByEach(blameOne: (behind: Behind) => readonly Blamed[]): FindBlamed {
  return (behind) => [...new Map(behind.flatMap(blameOne).map((blamed) => [blamedId(blamed), blamed])).values()];
}
