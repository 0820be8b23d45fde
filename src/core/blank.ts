/** The blank characters of the contract; not JavaScript's own set, which lacks U+0085. */
const BLANKS = '\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff';
const NOT_BLANK = new RegExp(`[^${BLANKS}]`);
const BLANK = new RegExp(`^[${BLANKS}]$`);

export function isBlank(text: string): boolean {
  return !NOT_BLANK.test(text);
}

export function trimBlanks(text: string): string {
  const start = text.search(NOT_BLANK);
  return start === -1 ? '' : trimBlanksAtEnd(text.slice(start));
}

/** A loop, not a pattern: `/[blank]+$/` takes quadratic time over a text with long runs of blanks inside. */
export function trimBlanksAtEnd(text: string): string {
  let end = text.length;
  while (end > 0 && BLANK.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
