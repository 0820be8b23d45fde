import {createHash} from 'node:crypto';

/** A share of all, in hundredths of a per cent. */
export const WHOLE = 10_000;

/** How many of the first bytes of the digest make the number. 48 bits are exact in a double, and even over the buckets to 1 in 10^10. */
const BYTES = 6;

/**
 * The bucket of a project, 0 to 9,999: the first six bytes of SHA-256 over the salt, a NUL and the name, in UTF-8, as a number
 * whose first byte counts most, modulo 10,000. `docs/rollout-file.md` has examples; no version of lse may give others.
 */
export function bucketOf(salt: string, project: string): number {
  return createHash('sha256').update(`${salt}\0${project}`).digest().readUIntBE(0, BYTES) % WHOLE;
}

/** Whether a share takes a project. A larger share takes all that a smaller one takes. */
export function isInShare(share: number, salt: string | null, project: string): boolean {
  return share >= WHOLE || bucketOf(salt ?? '', project) < share;
}

/** `2.5%` as 250; null if it is no share. Digits are read as they are: 2.3 times 100 is not 230 in doubles. */
export function parseShare(text: string): number | null {
  const [, whole, part = ''] = /^([0-9]{1,3})(?:\.([0-9]{1,2}))? ?%$/.exec(text) ?? [];
  if (whole === undefined) return null;
  const share = Number(whole) * 100 + Number(part.padEnd(2, '0'));
  return share > WHOLE ? null : share;
}

/** 250 as `2.5%`. */
export function formatShare(share: number): string {
  const part = String(share % 100)
    .padStart(2, '0')
    .replace(/0+$/, '');
  return `${Math.floor(share / 100)}${part === '' ? '' : `.${part}`}%`;
}
