import {expect, it} from '@jest/globals';
import {formatErrorRate} from '../../src/format/error-rate.ts';

// The quotient is rounded to a double before it is multiplied; `errors * 100 / total` would be a tie in each of these.
it.each([
  [23, 80, '28.7%'],
  [49, 80, '61.3%'],
  [51, 80, '63.7%'],
  [69, 240, '28.7%'],
])('%d of %d is the double of the contract, %s', (errors, total, rate) => {
  expect(formatErrorRate(errors, total)).toBe(rate);
});
