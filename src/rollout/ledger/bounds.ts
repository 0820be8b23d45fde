/** How much of a project a ledger keeps. What the mismatches were and how often they were seen stays, whatever is dropped. */
export interface Bounds {
  /** Explanations of mismatches; those of the mismatches that were seen last stay. */
  readonly explanations: number;
  /** Of one explanation, in UTF-8; what is longer is cut. */
  readonly explanationBytes: number;
  /** Of entries and explanations together; the oldest entries go first. */
  readonly bytes: number;
}

export const standardBounds: Bounds = {explanations: 100, explanationBytes: 64 * 1024, bytes: 10_000_000};

/** Bytes that an entry counts for: those of its JSON. What a database takes for it, with its indexes, is about as much again. */
export function sizeOf(value: object): number {
  return textSize(JSON.stringify(value));
}

export function textSize(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The explanation as it is kept: no more than so many bytes. Its end says how many there were. Bounded again it stays the same. */
export function boundedText(text: string, bytes: number): string {
  const encoded = new TextEncoder().encode(text);
  if (encoded.length <= bytes) return text;
  const end = `\n… (${encoded.length} bytes in all)`;
  const room = Math.max(0, bytes - textSize(end));
  // A character that is cut in two is left out whole.
  return new TextDecoder().decode(encoded.subarray(0, room)).replace(/\ufffd+$/, '') + end;
}
