/**
 * The exact decimal value of a JSON number: ±0.d1d2d3… × 10^point. `digits` has no zero at either end. Zero is the one
 * value with no digits, so `0`, `-0` and `0e9` are all the same.
 */
export interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly point: number;
}

/** PostgreSQL's numeric keeps this many digits behind the point at most; a document that needs more cannot be stored. */
const MAX_FRACTION_DIGITS = 16_383;
const MAX_MAGNITUDE = 16_000;
/** Numbers whose plain writing has more digits than this are printed with an exponent. */
const MAX_PLAIN_DIGITS = 21;

export function parseDecimal(lexeme: string): Decimal {
  const [mantissa = '', exponent = '0'] = lexeme.toLowerCase().split('e');
  const negative = mantissa.startsWith('-');
  const [whole = '', fraction = ''] = (negative ? mantissa.slice(1) : mantissa).split('.');
  const written = whole + fraction;
  const significant = trimLeadingZeros(written);
  const digits = trimTrailingZeros(significant);
  if (digits === '') return {negative: false, digits: '', point: 0};
  const point = whole.length - (written.length - significant.length) + Number(exponent);
  return {negative, digits, point};
}

/** False for a number beyond 10^±16000, or one with more fraction digits than any of the databases can hold. */
export function isStorable({digits, point}: Decimal): boolean {
  if (digits === '') return true;
  const magnitude = point - 1;
  if (magnitude > MAX_MAGNITUDE || (magnitude === MAX_MAGNITUDE && digits !== '1')) return false;
  return magnitude >= -MAX_MAGNITUDE && digits.length - point <= MAX_FRACTION_DIGITS;
}

/** The one way a value is printed: plain up to 21 digits, `d.ddde±n` beyond; equal values print alike. */
export function printDecimal({negative, digits, point}: Decimal): string {
  if (digits === '') return '0';
  const sign = negative ? '-' : '';
  const wholeDigits = Math.max(point, 1);
  const fractionDigits = Math.max(digits.length - point, 0);
  if (wholeDigits + fractionDigits > MAX_PLAIN_DIGITS) {
    const exponent = point - 1;
    const rest = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${sign}${digits[0]}${rest}e${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
  }
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits.padEnd(point, '0');
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** The value as an integer that a double holds exactly, else null (a fraction, or too large). */
export function toSafeInteger(decimal: Decimal): number | null {
  if (decimal.point < decimal.digits.length || decimal.point > 16) return null;
  const integer = Number(printDecimal(decimal));
  return Number.isSafeInteger(integer) ? integer : null;
}

function trimLeadingZeros(digits: string): string {
  let start = 0;
  while (digits[start] === '0') start += 1;
  return digits.slice(start);
}

/** A loop, not a pattern: `/0+$/` takes quadratic time over a number of many inner zeros. */
export function trimTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}
