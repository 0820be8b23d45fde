/** A JSON value that has lost nothing: objects are maps (any key is a key), numbers keep all their digits. */
export type Json = null | boolean | string | ExactNumber | Json[] | JsonObject;
export type JsonObject = Map<string, Json>;

/** `digits` times ten to the `exponent`, without zeros at either end of the digits; zero has no digits at all. */
export class ExactNumber {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;

  constructor(negative: boolean, digits: string, exponent: number) {
    const significant = digits.replace(/^0+/, '');
    this.digits = significant.replace(/0+$/, '');
    this.negative = negative && this.digits !== '';
    this.exponent = this.digits === '' ? 0 : exponent + significant.length - this.digits.length;
  }

  /** The power of ten of the first digit. */
  get magnitude(): number {
    return this.digits.length - 1 + this.exponent;
  }

  get fractionDigits(): number {
    return Math.max(0, -this.exponent);
  }

  get wholeDigits(): number {
    return Math.max(1, this.magnitude + 1);
  }

  get isIntegral(): boolean {
    return this.exponent >= 0;
  }

  /** Only of an integral number. */
  toBigInt(): bigint {
    const whole = BigInt(`${this.digits}${'0'.repeat(this.exponent)}` || '0');
    return this.negative ? -whole : whole;
  }
}

/** The member of an object; undefined where the value is no object or does not have it. */
export function member(value: Json | undefined, key: string): Json | undefined {
  return value instanceof Map ? value.get(key) : undefined;
}

export function nonEmptyString(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
