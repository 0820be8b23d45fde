import {describe, expect, it} from '@jest/globals';
import {parseInstant, printInstant} from '../../src/core/instant.ts';

describe('a stored time', () => {
  it.each(['2025-09-14T10:00:00', '2025-09-14 10:00:00Z', '2025-09-14T12:30:00.5+02:30', '2025-09-14T09:59:00-00:01'])(
    'is an instant as %s',
    (text) => {
      const instant = parseInstant(text);
      expect(instant === null ? null : printInstant(instant)).toBe('2025-09-14 10:00:00');
    },
  );

  it.each([
    '2025-09-14t10:00:00Z',
    '2025-09-14_10:00:00Z',
    '2025-09-14  10:00:00Z',
    '2025-09-14T10:00:00z',
    '2025-09-14T10:00Z',
    '2025-09-14T10:00:00,5',
    '2025-09-14T10:00:00+02',
    '20250914T100000Z',
    '+2025-09-14T10:00:00',
    '2025-09-14T10:00:00 Z',
  ])('is none as %s', (text) => {
    expect(parseInstant(text)).toBeNull();
  });
});
