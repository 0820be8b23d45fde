import {expect, it} from '@jest/globals';
import {groupedNumber} from '../../src/core/grouped-number.ts';

it('writes whole numbers as English does', () => {
  for (const number of [0, 7, 999, 1000, 12_345, 999_999, 1_000_000, -1, -1000, Number.MAX_SAFE_INTEGER]) {
    expect(groupedNumber(number)).toBe(number.toLocaleString('en'));
  }
});
