import Fraction from 'fraction.js';
import type {Contribution} from './shares.ts';

/** Prints a cell or line, with or without its secrets. */
export type Shown = (options: {readonly mask: boolean}) => string;

/** Which cell or line it is. What may hold a secret is printed like one. */
export type Place = string | Shown;

/**
 * A cell or a line in which the outputs differ, and what accounts for it. Closure: `amount` is the sum of all
 * contributions, `rounding` and `unexplained`, to the last digit.
 */
export interface ReportDifference {
  /** `records`: not of any output, but the number of records behind it. */
  readonly format: 'csv' | 'text' | 'json' | 'records';
  /** Which cell or line of the output it is, for a person. */
  readonly where: Place;
  /** A line that reads the same and stands elsewhere among the same lines. */
  readonly isMoved: boolean;
  /** Null where a side has no such cell or line. */
  readonly control: Shown | null;
  readonly candidate: Shown | null;
  /** Candidate less control; for a line 1, the line itself; for a value that one side alone has 1 or −1. */
  readonly amount: Fraction;
  readonly unit: 'traces' | 'runs' | 'symbols' | 'points' | 'records' | 'values' | 'line';
  /** What printing fewer digits adds to the amount; zero but for rates. */
  readonly rounding: Fraction;
  readonly contributions: readonly Contribution[];
  /** What no record accounts for. Anything but zero is a fault of a query or of this code. */
  readonly unexplained: Fraction;
}

/** Fills in what is left over. */
export function reportDifference(
  difference: Omit<ReportDifference, 'isMoved' | 'rounding' | 'unexplained'> &
    Partial<Pick<ReportDifference, 'isMoved' | 'rounding'>>,
): ReportDifference {
  const {amount, contributions, isMoved = false, rounding = new Fraction(0)} = difference;
  const explained = contributions.reduce((sum, contribution) => sum.add(contribution.amount), rounding);
  return {...difference, isMoved, rounding, unexplained: amount.sub(explained)};
}
