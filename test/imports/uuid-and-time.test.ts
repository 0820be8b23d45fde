import {describe, expect, it} from '@jest/globals';
import {epochTime} from '../../src/imports/epoch-time.ts';
import {isUuid, uuidText, uuidTime} from '../../src/imports/uuid.ts';

describe('a UUID', () => {
  it('is the text of its bytes, filled up with zeros before them', () => {
    expect(uuidText(Buffer.from('eee19b7ec3c1b174', 'hex'))).toBe('00000000-0000-0000-eee1-9b7ec3c1b174');
  });

  it('is told by its form', () => {
    expect(['0E01BF50-0001-4000-8000-000000000001', '', 'x', '0e01bf5000014000800000000000000a'].map(isUuid)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('says when it was made, if it is of version 7', () => {
    expect(uuidTime('01994aab-d800-7000-8000-000000000001')).toBe('2025-09-15T00:00:00.000Z');
    expect(uuidTime('01994aab-d800-4000-8000-000000000001')).toBeNull();
    expect(uuidTime('none')).toBeNull();
  });
});

describe('a count since 1970', () => {
  it.each([
    [0n, 3, '1970-01-01T00:00:00.000Z'],
    [-1n, 9, '1969-12-31T23:59:59.999999999Z'],
    [-62_135_596_800n * 1000n, 3, '0001-01-01T00:00:00.000Z'],
    [253_402_300_800n * 1_000_000n - 1n, 6, '9999-12-31T23:59:59.999999Z'],
    [-62_135_596_800n * 1000n - 1n, 3, null],
    [253_402_300_800n * 1_000_000n, 6, null],
  ] as const)('%d with %d digits is %s', (count, digits, expected) => {
    expect(epochTime(count, digits)).toBe(expected);
  });
});
