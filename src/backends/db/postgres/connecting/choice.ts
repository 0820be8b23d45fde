import type {Given} from './given.ts';
import type {Parameters} from './parameters.ts';

/** The value if it is known, else the default; adds an unknown value to `faults`. */
export function choice<T extends string>(
  parameters: Parameters,
  name: string,
  known: readonly T[],
  fallback: T,
  faults: string[],
): T {
  const given = parameters.get(name);
  if (given === undefined) return fallback;
  const found = known.find((each) => each === given.value);
  if (found === undefined) faults.push(`${given.from} is ${quoted(given)}; known are ${known.join(', ')}`);
  return found ?? fallback;
}

/** A whole number within limits, or the fallback. */
export function wholeNumber(
  parameters: Parameters,
  name: string,
  [least, most]: readonly [number, number],
  fallback: number,
  faults: string[],
): number {
  const given = parameters.get(name);
  if (given === undefined) return fallback;
  const value = Number(given.value);
  if (/^\s*[0-9]{1,10}\s*$/.test(given.value) && value >= least && value <= most) return value;
  faults.push(`${given.from} is ${quoted(given)}, not a whole number from ${least} to ${most}`);
  return fallback;
}

/** A value that should be a word or a number; anything else may be a secret in the wrong place. */
export function quoted({value}: Given): string {
  return /^[\w.+-]{1,30}$/.test(value) ? `'${value}'` : 'something else';
}
