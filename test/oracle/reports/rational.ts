import {printNumber} from '../json-printer.ts';
import {ExactNumber} from '../json-value.ts';

/** A fraction of whole numbers, never reduced: it is as exact, and whoever reads it need not know why. */
export class Rational {
  readonly numerator: bigint;
  /** Above zero. */
  readonly denominator: bigint;

  constructor(numerator: bigint, denominator: bigint) {
    this.numerator = denominator < 0n ? -numerator : numerator;
    this.denominator = denominator < 0n ? -denominator : denominator;
  }

  static of(number: ExactNumber): Rational {
    const digits = BigInt(number.digits || '0') * (number.negative ? -1n : 1n);
    return number.exponent >= 0
      ? new Rational(digits * 10n ** BigInt(number.exponent), 1n)
      : new Rational(digits, 10n ** BigInt(-number.exponent));
  }

  /** The exact value of a double. */
  static ofDouble(double: number): Rational {
    const bits = new DataView(new ArrayBuffer(8));
    bits.setFloat64(0, double);
    const word = bits.getBigUint64(0);
    const power = Number((word >> 52n) & 0x7ffn);
    const fraction = word & 0xf_ffff_ffff_ffffn;
    const mantissa = power === 0 ? fraction : fraction | (1n << 52n);
    const shift = Math.max(power, 1) - 1075;
    const signed = word >> 63n === 1n ? -mantissa : mantissa;
    return shift >= 0 ? new Rational(signed << BigInt(shift), 1n) : new Rational(signed, 1n << BigInt(-shift));
  }

  plus(other: Rational): Rational {
    return new Rational(
      this.numerator * other.denominator + other.numerator * this.denominator,
      this.denominator * other.denominator,
    );
  }

  times(factor: bigint): Rational {
    return new Rational(this.numerator * factor, this.denominator);
  }

  /** Not by zero. */
  over(other: Rational): Rational {
    return new Rational(this.numerator * other.denominator, this.denominator * other.numerator);
  }

  compare(other: Rational): number {
    const [left, right] = [this.numerator * other.denominator, other.numerator * this.denominator];
    return left < right ? -1 : left > right ? 1 : 0;
  }

  /** The nearest whole number; from the middle between two the even one. */
  rounded(): bigint {
    const twice = this.numerator * 2n;
    const floor = floorOf(this.numerator, this.denominator);
    const distance = twice - floor * 2n * this.denominator;
    if (distance === this.denominator) return floor % 2n === 0n ? floor : floor + 1n;
    return distance > this.denominator ? floor + 1n : floor;
  }
}

/** The sum; undefined of none. Decimals are added in the unit of the finest, or their denominators would grow without end. */
export function sumOf(numbers: readonly ExactNumber[]): Rational | undefined {
  if (numbers.length === 0) return undefined;
  const places = Math.max(...numbers.map((number) => number.fractionDigits));
  const unit = 10n ** BigInt(places);
  const sum = numbers.reduce((total, number) => {
    const {numerator, denominator} = Rational.of(number);
    return total + (numerator * unit) / denominator;
  }, 0n);
  return new Rational(sum, unit);
}

/** With exactly so many digits behind the point. */
export function fixedText(value: Rational, digits: number): string {
  const scaled = value.times(10n ** BigInt(digits)).rounded();
  const text = String(scaled < 0n ? -scaled : scaled).padStart(digits + 1, '0');
  const cut = text.length - digits;
  return (scaled < 0n ? '-' : '') + text.slice(0, cut) + (digits === 0 ? '' : `.${text.slice(cut)}`);
}

/** Of a decimal, which is what sums, extremes and ranks of stored numbers are. */
export function wholeText({numerator, denominator}: Rational): string {
  const places = String(denominator).length - 1;
  if (10n ** BigInt(places) !== denominator) throw new Error('not a decimal');
  return printNumber(new ExactNumber(numerator < 0n, String(numerator < 0n ? -numerator : numerator), -places));
}

function floorOf(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient;
}
