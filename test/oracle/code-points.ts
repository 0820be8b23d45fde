/** Order by Unicode code point. JavaScript's own `<` compares UTF-16 units, which puts U+1F600 before U+FF5E. */
export function byCodePoint(left: string, right: string): number {
  const rightPoints = codePoints(right);
  const leftPoints = codePoints(left);
  for (const [index, point] of leftPoints.entries()) {
    const other = rightPoints[index];
    if (other === undefined) return 1;
    if (point !== other) return point - other;
  }
  return leftPoints.length - rightPoints.length;
}

export function codePoints(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

/** The blanks of the contract, spelled out one by one. */
const BLANKS = new Set([
  0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006,
  0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff,
]);

export function isBlank(text: string): boolean {
  return codePoints(text).every((point) => BLANKS.has(point));
}

export function trimBlanks(text: string): string {
  let start = 0;
  while (start < text.length && isBlank(text.charAt(start))) start += 1;
  return trimEndBlanks(text.slice(start));
}

export function trimEndBlanks(text: string): string {
  let end = text.length;
  while (end > 0 && isBlank(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
