import Fraction from 'fraction.js';
import {powerOfTen, printScaled} from '../../core/exact-number.ts';

/** The digits of a number that does not end, such as a third, if a definition does not say them. */
const DEFAULT_DIGITS = 6;

/** With so many digits behind the point, rounded once, a tie to the even digit. */
export function roundedText(value: Fraction, digits: number): string {
  const rounded = roundHalfEven(value, digits);
  const written = String(rounded < 0n ? -rounded : rounded).padStart(digits + 1, '0');
  const whole = written.slice(0, written.length - digits);
  const fraction = digits === 0 ? '' : `.${written.slice(-digits)}`;
  return `${rounded < 0n ? '-' : ''}${whole}${fraction}`;
}

/** As exact numbers are printed everywhere; a number that does not end has six digits at most. */
export function exactText(value: Fraction): string {
  const places = placesOf(value.d);
  if (places === null) return printScaled(roundHalfEven(value, DEFAULT_DIGITS), DEFAULT_DIGITS);
  return printScaled(roundHalfEven(value, places), places);
}

/**
 * The share of one count in another by the contract's rule for the error rate: the double `(part / whole) * 100`, rounded from its
 * exact value. `quotient` is part over whole, in lowest terms or not: the double is the same.
 */
export function percentOfCounts(quotient: Fraction, digits: number): string {
  let percent = (Number(quotient.n) / Number(quotient.d)) * 100;
  let halvings = 0;
  // Doubling is exact, so this is the value of the double, not one near it.
  while (!Number.isInteger(percent)) {
    percent *= 2;
    halvings += 1;
  }
  return roundedText(new Fraction(BigInt(percent), 2n ** BigInt(halvings)), digits);
}

/** The value times ten to `digits`, as a whole number. */
function roundHalfEven({s: sign, n: numerator, d: denominator}: Fraction, digits: number): bigint {
  const scaled = numerator * powerOfTen(digits);
  const whole = scaled / denominator;
  const twice = (scaled % denominator) * 2n;
  const isUp = twice > denominator || (twice === denominator && whole % 2n === 1n);
  return sign * (isUp ? whole + 1n : whole);
}

/** How many digits behind the point a fraction of this denominator has; null if they do not end. */
function placesOf(denominator: bigint): number | null {
  const [twos, odd] = dividedBy(2n, denominator);
  const [fives, rest] = dividedBy(5n, odd);
  return rest === 1n ? Math.max(twos, fives) : null;
}

function dividedBy(factor: bigint, value: bigint): [times: number, rest: bigint] {
  let [times, rest] = [0, value];
  while (rest % factor === 0n) {
    rest /= factor;
    times += 1;
  }
  return [times, rest];
}
