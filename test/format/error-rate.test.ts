import {expect, it} from '@jest/globals';
import {formatErrorRate} from '../../src/format/error-rate.ts';

it.each([
  [0, 0, '0.0%'],
  [0, 7, '0.0%'],
  [15, 100, '15.0%'],
  [7, 7, '100.0%'],
  [1, 16, '6.2%'],
  [3, 16, '18.8%'],
  [1, 400, '0.2%'],
  [3, 400, '0.8%'],
  [1, 3, '33.3%'],
  [2, 3, '66.7%'],
  [1, 2000, '0.1%'],
  [1, 2001, '0.0%'],
])('%d of %d is %s', (errors, total, rate) => {
  expect(formatErrorRate(errors, total)).toBe(rate);
});

// The quotient is rounded to a double before it is multiplied; `errors * 100 / total` would be a tie in each of these.
it.each([
  [23, 80, '28.7%'],
  [49, 80, '61.3%'],
  [51, 80, '63.7%'],
  [69, 240, '28.7%'],
])('%d of %d is the double of the contract, %s', (errors, total, rate) => {
  expect(formatErrorRate(errors, total)).toBe(rate);
});
