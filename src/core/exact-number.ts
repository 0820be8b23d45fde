import Fraction from 'fraction.js';
import type {Instant} from './instant.ts';
import {type Decimal, isStorable, parseDecimal, printDecimal, trimTrailingZeros} from './json/decimal.ts';

/** A number of this many characters without an exponent is a whole number of at most 15 digits over a power of ten. */
const SHORT = 15;
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const MOST_FRACTION_DIGITS = 16_383;

const powers: bigint[] = [1n];

/** Ten to that power, which is zero or more. */
export function powerOfTen(exponent: number): bigint {
  for (let next = powers.length; next <= exponent; next += 1) powers.push((powers[next - 1] as bigint) * 10n);
  return powers[exponent] as bigint;
}

/** A decimal number, exact: `coefficient` over ten to `places`. One value has one form: `places` is as small as can be. */
export class ExactNumber {
  readonly coefficient: bigint;
  readonly places: number;
  /**
   * The nearest double, or an infinity. If the doubles of two numbers differ, the smaller number has the smaller
   * double.
   */
  readonly nearest: number;

  private constructor(coefficient: bigint, places: number, nearest: number) {
    this.coefficient = coefficient;
    this.places = places;
    this.nearest = nearest;
  }

  /** A JSON number as it is written. Null for anything else, and for a number beyond what a document may hold (contract, section 1). */
  static read(lexeme: string): ExactNumber | null {
    if (!NUMBER.test(lexeme)) return null;
    if (lexeme.length > SHORT || /[eE]/.test(lexeme)) return ExactNumber.#ofDecimal(parseDecimal(lexeme));
    const dot = lexeme.indexOf('.');
    if (dot === -1) return ExactNumber.ofSafeInteger(Number(lexeme), 0);
    return ExactNumber.ofSafeInteger(Number(lexeme.slice(0, dot) + lexeme.slice(dot + 1)), lexeme.length - dot - 1);
  }

  /** `coefficient` over ten to `places`; a whole number that a double holds exactly, and no more than 22 places. */
  static ofSafeInteger(coefficient: number, places: number): ExactNumber {
    let [whole, rest] = [coefficient, places];
    while (rest > 0 && whole % 10 === 0) {
      whole /= 10;
      rest -= 1;
    }
    // Doubles hold both exactly, and a division is rounded correctly, so the quotient is the nearest double.
    return new ExactNumber(BigInt(whole), rest, whole / 10 ** rest);
  }

  static #ofDecimal(decimal: Decimal): ExactNumber | null {
    if (!isStorable(decimal)) return null;
    const {negative, digits, point} = decimal;
    const places = Math.max(digits.length - point, 0);
    const magnitude = BigInt(digits.padEnd(point, '0') || '0');
    const nearest = Number(`${negative ? '-' : ''}${digits || '0'}e${point - digits.length}`);
    return new ExactNumber(negative ? -magnitude : magnitude, places, nearest);
  }

  /** Seconds from one instant to the other; null if they are written with more digits than a number may have. */
  static secondsBetween(from: Instant, to: Instant): ExactNumber | null {
    const places = Math.max(from.fraction.length, to.fraction.length);
    if (places > MOST_FRACTION_DIGITS) return null;
    const seconds = to.seconds - from.seconds;
    if (places <= 6) {
      const fraction = ({fraction}: Instant) => Number(fraction.padEnd(places, '0'));
      const coefficient = seconds * 10 ** places + fraction(to) - fraction(from);
      if (Number.isSafeInteger(coefficient)) return ExactNumber.ofSafeInteger(coefficient, places);
    }
    const fraction = ({fraction}: Instant) => BigInt(fraction.padEnd(places, '0'));
    const coefficient = BigInt(seconds) * powerOfTen(places) + fraction(to) - fraction(from);
    return ExactNumber.#ofDecimal(parseDecimal(`${coefficient}e-${places}`));
  }

  compare(other: ExactNumber): number {
    if (this.nearest !== other.nearest) return this.nearest < other.nearest ? -1 : 1;
    const places = Math.max(this.places, other.places);
    const left = this.coefficient * powerOfTen(places - this.places);
    const right = other.coefficient * powerOfTen(places - other.places);
    return left === right ? 0 : left < right ? -1 : 1;
  }

  toFraction(): Fraction {
    return new Fraction(this.coefficient, powerOfTen(this.places));
  }

  /** As numbers are printed everywhere; equal values print alike. */
  toString(): string {
    return printScaled(this.coefficient, this.places);
  }
}

/** `coefficient` over ten to `places`, as numbers are printed everywhere. */
export function printScaled(coefficient: bigint, places: number): string {
  const written = String(coefficient < 0n ? -coefficient : coefficient);
  if (written === '0') return '0';
  return printDecimal({negative: coefficient < 0n, digits: trimTrailingZeros(written), point: written.length - places});
}

/** A sum of decimal numbers, exact. */
export class ExactSum {
  #coefficient = 0n;
  #places = 0;

  add({coefficient, places}: Pick<ExactNumber, 'coefficient' | 'places'>, times = 1): void {
    if (places > this.#places) {
      this.#coefficient *= powerOfTen(places - this.#places);
      this.#places = places;
    }
    const scaled = places === this.#places ? coefficient : coefficient * powerOfTen(this.#places - places);
    this.#coefficient += times === 1 ? scaled : scaled * BigInt(times);
  }

  merge(other: ExactSum): void {
    this.add({coefficient: other.#coefficient, places: other.#places});
  }

  toFraction(): Fraction {
    return new Fraction(this.#coefficient, powerOfTen(this.#places));
  }
}
