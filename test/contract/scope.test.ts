import {describe, expect, it} from '@jest/globals';
import {parseRange} from '../../src/cli/scope.ts';

describe('the flags of dates', () => {
  it('name one date with --date', () => {
    expect(parseRange({date: '2025-09-13'})).toEqual({from: '2025-09-13', to: '2025-09-13'});
  });

  it('name a range with --from and --to, which may be one date', () => {
    expect(parseRange({from: '2025-09-13', to: '2025-10-01'})).toEqual({from: '2025-09-13', to: '2025-10-01'});
    expect(parseRange({from: '2025-09-13', to: '2025-09-13'})).toEqual({from: '2025-09-13', to: '2025-09-13'});
  });

  it.each([
    {},
    {from: '2025-09-13'},
    {to: '2025-09-13'},
    {date: '2025-09-13', from: '2025-09-13'},
    {date: '2025-09-13', to: '2025-09-13'},
    {date: '2025-09-13', from: '2025-09-13', to: '2025-09-13'},
    {from: '2025-09-14', to: '2025-09-13'},
  ])('are refused as %j', (flags) => {
    expect(() => parseRange(flags)).toThrow(/^No date|^--/);
  });
});
