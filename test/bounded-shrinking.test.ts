import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {boundedShrinking} from './support/bounded-shrinking.ts';

/** How often a property was tried that fails from the third number on, and what fast-check said of it. */
async function failed(limit: number): Promise<{tries: number; message: string}> {
  let tries = 0;
  const property = fc.asyncProperty(
    fc.array(fc.nat(), {minLength: 3, maxLength: 50}),
    boundedShrinking(limit, async () => {
      tries += 1;
      if (tries > 2) throw new Error('It fails.');
    }),
  );
  const message = await fc.assert(property, {numRuns: 10}).catch((error: Error) => error.message);
  return {tries, message: String(message)};
}

describe('a property whose shrinking is bounded', () => {
  it('fails with its seed, and is tried no more when the time is over', async () => {
    const {tries, message} = await failed(0);
    expect(tries).toBe(3);
    expect(message).toMatch(/Property failed after 3 tests\n\{ seed: -?\d+, path: "[\d:]+"/);
  });

  it('is made smaller as long as there is time', async () => {
    const {tries, message} = await failed(3_600_000);
    expect(tries).toBeGreaterThan(3);
    expect(message).toContain('Counterexample: [[0,0,0]]');
  });
});
