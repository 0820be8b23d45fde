/** A part of a text, by offsets: from the first, up to but without the second. */
export interface TextRange {
  readonly from: number;
  readonly to: number;
}

/** The text with each of the ranges replaced. They come in the order of their starts; those that overlap or touch count as one. */
export function replaceRanges(text: string, ranges: readonly TextRange[], replacement: string): string {
  const parts: string[] = [];
  let done = 0;
  for (const {from, to} of ranges) {
    if (parts.length === 0 || from > done) parts.push(text.slice(done, from), replacement);
    done = Math.max(done, to);
  }
  return parts.join('') + text.slice(done);
}
