import {describe, expect, it} from '@jest/globals';
import Fraction from 'fraction.js';
import {formatErrorRate} from '../../../src/format/error-rate.ts';
import {exactText, percentOfCounts, roundedText} from '../../../src/format/table/number-text.ts';

describe('a rounded number', () => {
  it.each([
    ['1/3', 3, '0.333'],
    ['2/3', 3, '0.667'],
    ['-2/3', 0, '-1'],
    ['1/8', 2, '0.12'],
    ['3/8', 2, '0.38'],
    ['-1/8', 2, '-0.12'],
    ['5/2', 0, '2'],
    ['7/2', 0, '4'],
    ['-1/1000', 2, '0.00'],
    ['0', 1, '0.0'],
    ['99.96', 1, '100.0'],
    ['0.05', 3, '0.050'],
    ['123456789012345678901234567890.125', 2, '123456789012345678901234567890.12'],
  ])('of %s with %i digits is %s', (value, digits, text) => {
    expect(roundedText(new Fraction(value), digits)).toBe(text);
  });
});

describe('an exact number', () => {
  it.each([
    ['0', '0'],
    ['5', '5'],
    ['-1.50', '-1.5'],
    ['1/1024', '0.0009765625'],
    ['1/3', '0.333333'],
    ['-200/3', '-66.666667'],
    ['1/3000000000', '0'],
    ['1234567890123456789012', '1.234567890123456789012e+21'],
  ])('of %s is %s', (value, text) => {
    expect(exactText(new Fraction(value))).toBe(text);
  });
});

describe('the percentage of two counts', () => {
  it('is that of zenrows-errors, to the byte', () => {
    const different: string[] = [];
    for (let whole = 1; whole <= 400; whole += 1) {
      for (let part = 0; part <= whole; part += 1) {
        const text = `${percentOfCounts(new Fraction(part, whole), 1)}%`;
        if (text !== formatErrorRate(part, whole)) different.push(`${part} of ${whole}: ${text}`);
      }
    }
    expect(different).toEqual([]);
  });

  it('rounds the double, where the exact quotient is a tie that it is not', () => {
    // 100 * 1/2000 is 0.05; the double is a little more.
    expect(percentOfCounts(new Fraction(1, 2000), 1)).toBe(formatErrorRate(1, 2000).slice(0, -1));
    expect(percentOfCounts(new Fraction(1, 2000), 1)).toBe('0.1');
    expect(roundedText(new Fraction(1, 20), 1)).toBe('0.0');
  });

  it('has the digits that are asked for', () => {
    expect(percentOfCounts(new Fraction(1, 3), 0)).toBe('33');
    expect(percentOfCounts(new Fraction(1, 3), 3)).toBe('33.333');
    expect(percentOfCounts(new Fraction(1, 16), 1)).toBe('6.2');
    expect(percentOfCounts(new Fraction(3, 1), 1)).toBe('300.0');
  });
});
