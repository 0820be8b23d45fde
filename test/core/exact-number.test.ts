import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import Fraction from 'fraction.js';
import {ExactNumber, ExactSum} from '../../src/core/exact-number.ts';
import {parseInstant} from '../../src/core/instant.ts';

const read = (lexeme: string) => ExactNumber.read(lexeme) as ExactNumber;
const between = (from: string, to: string) => {
  const [start, end] = [parseInstant(from), parseInstant(to)];
  return start === null || end === null ? null : String(ExactNumber.secondsBetween(start, end));
};

describe('an exact number', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['-0.00', '0'],
    ['1.50', '1.5'],
    ['-12.0', '-12'],
    ['100', '100'],
    ['1e2', '100'],
    ['15E-1', '1.5'],
    ['0.1000000000000000055', '0.1000000000000000055'],
    ['12345678901234567890', '12345678901234567890'],
    ['1.5e30', '1.5e+30'],
    ['999999999999999', '999999999999999'],
    ['0.0000000000001', '0.0000000000001'],
  ])('reads %s as %s', (lexeme, printed) => {
    expect(String(read(lexeme))).toBe(printed);
  });

  it.each(['', ' 1', '1 ', '+1', '.5', '1.', '01', '0x10', '1e', 'NaN', 'Infinity', '1,5', '１', '1\n'])(
    'is not read from %j',
    (text) => {
      expect(ExactNumber.read(text)).toBeNull();
    },
  );

  it('has the range that a document may hold', () => {
    expect(String(read('1e16000'))).toBe('1e+16000');
    expect(ExactNumber.read('1e16001')).toBeNull();
    expect(ExactNumber.read('1e-16001')).toBeNull();
    expect(ExactNumber.read('1e999999999999999999999')).toBeNull();
  });

  it('compares by value where doubles are alike', () => {
    expect(read('0.1').compare(read('0.1000000000000000055'))).toBe(-1);
    expect(read('12345678901234567891').compare(read('12345678901234567890'))).toBe(1);
    expect(read('1e400').compare(read('2e400'))).toBe(-1);
    expect(read('-1e400').compare(read('1e400'))).toBe(-1);
    expect(read('1.0').compare(read('10e-1'))).toBe(0);
    expect(read('9').compare(read('10'))).toBe(-1);
  });

  it('orders as fractions do, whatever the way of writing', () => {
    const number = fc
      .tuple(fc.constantFrom(1n, -1n), fc.bigInt(0n, 10n ** 18n), fc.integer({min: -25, max: 5}))
      .map(([sign, digits, exponent]) => ({
        lexeme: `${sign < 0n ? '-' : ''}${digits}e${exponent}`,
        fraction: new Fraction(sign * digits).mul(new Fraction(10).pow(exponent) as Fraction),
      }));
    fc.assert(
      fc.property(number, number, (left, right) => {
        const [a, b] = [read(left.lexeme), read(right.lexeme)];
        expect(a.compare(b)).toBe(left.fraction.compare(right.fraction));
        expect(a.toFraction().equals(left.fraction)).toBe(true);
        expect(read(String(a)).compare(a)).toBe(0);
      }),
    );
  });

  it('is the time between two instants, with every digit', () => {
    expect(between('2025-09-13T10:00:00.25', '2025-09-13T10:00:01')).toBe('0.75');
    expect(between('2025-09-13T10:00:01', '2025-09-13T10:00:00.9')).toBe('-0.1');
    expect(between('2025-09-13T10:00:00.000001', '2025-09-13T10:00:00.000003')).toBe('0.000002');
    expect(between('2025-09-13T10:00:00', '2025-09-13T10:00:00.00000000000000000001')).toBe('0.00000000000000000001');
    expect(between('2025-09-13T12:00:00+02:00', '2025-09-13T10:00:00Z')).toBe('0');
    expect(between('0001-01-01T00:00:00.000001', '9999-12-31T23:59:59')).toBe('315537897598.999999');
    expect(between('2025-09-13T10:00:00', `2025-09-13T10:00:00.${'1'.repeat(16_384)}`)).toBe('null');
  });
});

describe('an exact sum', () => {
  it('loses nothing, whatever the order and the number of digits', () => {
    const sum = new ExactSum();
    for (const lexeme of ['1e20', '0.1', '0.2', '-1e20', '1e-30']) sum.add(read(lexeme));
    const other = new ExactSum();
    other.add(read('0.5'), 3);
    sum.merge(other);
    expect(sum.toFraction().equals(new Fraction('1.800000000000000000000000000001'))).toBe(true);
  });
});
