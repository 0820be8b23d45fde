import {describe, expect, it} from '@jest/globals';
import Fraction from 'fraction.js';
import {reportDifference} from '../../../src/compare/explanation/report-difference.ts';

describe('what is unexplained', () => {
  it('is the amount without its contributions and its rounding', () => {
    const base = {format: 'csv', where: 'x', control: null, candidate: null, unit: 'traces'} as const;
    const blamed = {} as never;
    const contributions = [
      {blamed, amount: new Fraction(1, 3)},
      {blamed, amount: new Fraction(1, 2)},
    ];
    const unexplained = (amount: Fraction, rounding?: Fraction): string =>
      reportDifference({...base, amount, contributions, ...(rounding && {rounding})}).unexplained.toFraction();
    expect(unexplained(new Fraction(5, 6))).toBe('0');
    expect(unexplained(new Fraction(1))).toBe('1/6');
    expect(unexplained(new Fraction(1), new Fraction(1, 6))).toBe('0');
  });
});
