import Fraction from 'fraction.js';

/** An exact amount to three decimals, for reading only. */
export function decimal(amount: string): string {
  return new Fraction(amount).round(3).toString();
}
