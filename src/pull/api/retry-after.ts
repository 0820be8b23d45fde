/** Ten years, in ms: behind it there is soon no date. */
const LONGEST = 10 * 365 * 86_400_000;

/** Milliseconds of `Retry-After`, in seconds or as an HTTP date; null if there is none that can be read. */
export function retryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  if (/^\d+(?:\.\d+)?$/.test(text)) return Math.min(Math.ceil(Number(text) * 1000), LONGEST);
  // HTTP writes dates in one form alone; `Date.parse` would take a great deal for a date.
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

export interface WaitLimits {
  /** Milliseconds before the second try; each further one waits twice as long. */
  readonly first: number;
  readonly longest: number;
}

/** How long to wait before the try after this one, from 1. At random by half, so that many do not come back at once. */
export function growingWait(attempt: number, {first, longest}: WaitLimits, random = Math.random()): number {
  return Math.min(longest, first * 2 ** (attempt - 1)) * (0.5 + random / 2);
}
