import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {isBlank, trimBlanks, trimBlanksAtEnd} from '../../src/core/blank.ts';
import {compareCodePoints} from '../../src/core/code-point-order.ts';

const BLANKS = [
  0x9, 0xa, 0xb, 0xc, 0xd, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007,
  0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff,
];

describe('the order of texts', () => {
  it('is the order of their UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), fc.string({unit: 'binary'}), (left, right) => {
        expect(Math.sign(compareCodePoints(left, right))).toBe(Buffer.compare(Buffer.from(left), Buffer.from(right)));
      }),
      {numRuns: 2000},
    );
  });

  it('puts lone surrogates where their code points are', () => {
    const sorted = ['\ud7ff', '\ud800', '\udfff', '\ue000', '\uffff', '\u{10000}'];
    expect([...sorted].reverse().sort(compareCodePoints)).toEqual(sorted);
    expect(compareCodePoints('\udc00\ud800', '\ue000')).toBeLessThan(0);
    expect(compareCodePoints('a', 'a')).toBe(0);
    expect(compareCodePoints('a', 'ab')).toBeLessThan(0);
  });
});

describe('blank', () => {
  it('is each character of the contract, and no other', () => {
    const found = Array.from({length: 0x10000}, (_, code) => code).filter((code) => isBlank(String.fromCharCode(code)));
    expect(found).toEqual(BLANKS);
  });

  it('is trimmed from both ends, or from one', () => {
    const blanks = String.fromCharCode(...BLANKS);
    expect(trimBlanks(`${blanks}a${blanks}b${blanks}`)).toBe(`a${blanks}b`);
    expect(trimBlanks(blanks)).toBe('');
    expect(trimBlanksAtEnd(` a ${blanks}`)).toBe(' a');
    expect(trimBlanksAtEnd(blanks)).toBe('');
    expect(isBlank('')).toBe(true);
  });
});
