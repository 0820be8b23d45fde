import Fraction from 'fraction.js';
import type {Contribution} from './shares.ts';

/** Prints a cell or line, with or without its secrets. */
export type Shown = (options: {readonly mask: boolean}) => string;

/** Which cell or line it is. A name that may hold a secret is printed like one. */
export type Place = string | Shown;

/**
 * A cell or a line in which the outputs differ, and what accounts for it. Closure: `amount` is the sum of all
 * contributions, `rounding` and `unexplained`, to the last digit.
 */
export interface ReportDifference {
  /** `records`: no output, but the number of records behind it. */
  readonly format: 'csv' | 'text' | 'json' | 'records';
  /** Which cell or line of the output it is, for a person. */
  readonly where: Place;
  /** A line with the same text and another place among the same lines. */
  readonly isMoved: boolean;
  /** Null if a side has no such cell or line. */
  readonly control: Shown | null;
  readonly candidate: Shown | null;
  /** Candidate less control; 1 for a line, which is the line itself; 1 or −1 for a value that one side alone has. */
  readonly amount: Fraction;
  readonly unit: 'traces' | 'runs' | 'symbols' | 'points' | 'records' | 'values' | 'line';
  /** What printing fewer digits adds to the amount; zero except for rates. */
  readonly rounding: Fraction;
  readonly contributions: readonly Contribution[];
  /** What no record accounts for. If it is not zero, a query or this code has a fault. */
  readonly unexplained: Fraction;
}

/** Adds the part that is left over. */
export function reportDifference(
  difference: Omit<ReportDifference, 'isMoved' | 'rounding' | 'unexplained'> &
    Partial<Pick<ReportDifference, 'isMoved' | 'rounding'>>,
): ReportDifference {
  const {amount, contributions, isMoved = false, rounding = new Fraction(0)} = difference;
  const explained = contributions.reduce((sum, contribution) => sum.add(contribution.amount), rounding);
  return {...difference, isMoved, rounding, unexplained: amount.sub(explained)};
}
