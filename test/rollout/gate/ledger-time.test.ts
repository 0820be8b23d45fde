import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {instantOf} from '../../../src/rollout/gate/ledger-time.ts';

describe('a time of the ledger', () => {
  it('is read as the engine reads it, whatever was read before', () => {
    const day = fc.integer({min: Date.UTC(2025, 0, 1), max: Date.UTC(2025, 0, 3)});
    const anywhere = fc.integer({
      min: Date.parse('0001-01-01T00:00:00.000Z'),
      max: Date.parse('9999-12-31T23:59:59.999Z'),
    });
    fc.assert(
      fc.property(fc.array(fc.oneof(day, anywhere)), (instants) => {
        const texts = instants.map((instant) => new Date(instant).toISOString());
        expect(texts.map(instantOf)).toEqual(instants);
      }),
    );
  });

  it.each([
    '2025-02-30T10:00:00.000Z',
    '2025-02-30T11:00:00.000Z',
    '0000-01-01T00:00:00.000Z',
    '2025-02-28T24:00:00.000Z',
    '2025-02-28T10:60:00.000Z',
    '2025-02-28T10:00:60.000Z',
    '2025-02-28T10:00:00.00Z',
    '2025-02-28T10:00:00.000+00:00',
    '2025-02-28 10:00:00.000Z',
    ' 2025-02-28T10:00:00.000Z',
    '',
  ])('is none in another shape, or of a day that is not there: %s', (text) => {
    expect(instantOf('2025-02-28T10:00:00.000Z')).toBe(Date.parse('2025-02-28T10:00:00.000Z'));
    expect(instantOf(text)).toBeNull();
  });
});
