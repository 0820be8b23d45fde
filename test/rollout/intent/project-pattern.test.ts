import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {covers, fits, isPattern, patternOfName} from '../../../src/rollout/intent/project-pattern.ts';

/** Few letters, so that much of it fits. */
const name = fc.string({unit: fc.constantFrom('a', 'b', '*', '\\', '\n', '😀'), maxLength: 8});
const pattern = fc
  .array(fc.constantFrom('a', 'b', '*', '\\*', '\\\\', '\n', '😀'), {maxLength: 6})
  .map((pieces) => pieces.join(''));

/** Another reading of patterns: a regular expression. */
function expression(text: string): RegExp {
  const source = text.replace(/\\([\s\S])|(\*)|([\s\S])/g, (_, escaped, any, unit) =>
    any === undefined ? RegExpEscape(escaped ?? unit) : '[\\s\\S]*',
  );
  return new RegExp(`^${source}$`);
}

function RegExpEscape(text: string): string {
  return text.replace(/[*\\]/g, '\\$&');
}

describe('a pattern', () => {
  it('fits what a regular expression of it fits', () => {
    fc.assert(
      fc.property(pattern, name, (text, of) => expect(fits(text, of)).toBe(expression(text).test(of))),
      {numRuns: 2_000},
    );
  });

  it('of a name fits this name alone', () => {
    fc.assert(
      fc.property(name, name, (of, other) => {
        expect(isPattern(patternOfName(of))).toBe(false);
        expect(fits(patternOfName(of), other)).toBe(of === other);
      }),
    );
  });

  it('covers another when it fits all that the other fits', () => {
    fc.assert(
      fc.property(pattern, pattern, fc.array(name, {minLength: 20, maxLength: 20}), (wide, narrow, names) => {
        if (!covers(wide, narrow)) return;
        for (const each of names) if (fits(narrow, each)) expect(fits(wide, each)).toBe(true);
      }),
      {numRuns: 2_000},
    );
  });

  it('does not cover another which fits something else', () => {
    fc.assert(
      fc.property(pattern, pattern, (wide, narrow) => {
        if (covers(wide, narrow)) return;
        // A letter that neither has, in place of each asterisk.
        const witness = narrow.replace(/\\([*\\])|\*/g, (_, escaped) => escaped ?? 'z');
        expect([fits(narrow, witness), fits(wide, witness)]).toEqual([true, false]);
      }),
      {numRuns: 2_000},
    );
  });

  it('takes no longer than both lengths ask for', () => {
    expect(fits(`${'a*'.repeat(2_000)}b`, 'a'.repeat(10_000))).toBe(false);
  });

  it('minds the case, and fits whole names', () => {
    expect([fits('Web', 'web'), fits('web', 'webs'), fits('web*', 'web'), fits('*', '')]).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});
