import * as quantity from './quantity.js';

/** What any command may take at its peak. */
export const MOST_BYTES = 200_000_000;

/** @param {string} what @param {number} peakBytes @returns {import('./result.js').Verdict} */
export function memoryVerdict(what, peakBytes) {
  return {
    what,
    found: quantity.megabytes(peakBytes),
    target: `≤ ${quantity.megabytes(MOST_BYTES)}`,
    isMet: peakBytes <= MOST_BYTES,
  };
}
