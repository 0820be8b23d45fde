import {expect, it} from '@jest/globals';
import {refusalMessage, refusedReason} from '../../src/core/refused-reason.ts';

it('takes of what a database said one line without its period, and no more than a person reads', () => {
  expect(refusedReason(refusalMessage('\n value too long.\nDETAIL: all of it'))).toBe(
    'refused by the database: value too long',
  );
  expect(refusalMessage('')).toBe('');
  expect(refusalMessage('x'.repeat(300))).toBe('x'.repeat(300));
  expect(refusalMessage('x'.repeat(301))).toBe(`${'x'.repeat(299)}…`);
});
