import {printInstant} from '../core/instant.ts';

/** The first and the last second of the years that the contract reads. */
const FIRST_SECOND = -62_135_596_800n;
const LAST_SECOND = 253_402_300_799n;

/**
 * A count of parts of a second since 1970 as ISO 8601 in UTC, with `digits` behind the point: 3 for milliseconds, 9 for nanoseconds.
 * Null if the year is not in 0001 to 9999.
 */
export function epochTime(count: bigint, digits: 3 | 6 | 9): string | null {
  const parts = 10n ** BigInt(digits);
  const rest = count % parts;
  const fraction = rest < 0n ? rest + parts : rest;
  const seconds = (count - fraction) / parts;
  if (seconds < FIRST_SECOND || seconds > LAST_SECOND) return null;
  const whole = printInstant({seconds: Number(seconds), fraction: ''}).replace(' ', 'T');
  return `${whole}.${String(fraction).padStart(digits, '0')}Z`;
}
