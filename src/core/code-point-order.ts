/**
 * Order by Unicode code point, which is PostgreSQL's `C` collation and SQLite's `binary`. JavaScript's own `<` orders by
 * UTF-16 code unit and puts U+1F600 before U+FF01; moving the surrogates above the rest of the plane corrects that.
 */
export function compareCodePoints(left: string, right: string): number {
  const shorter = Math.min(left.length, right.length);
  for (let at = 0; at < shorter; at += 1) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a !== b) return rank(left, at, a) - rank(right, at, b);
  }
  return left.length - right.length;
}

/** Units of a surrogate pair rank above every other unit; a lone surrogate is a code point of its own and stays. */
function rank(text: string, at: number, unit: number): number {
  if (unit < 0xd800 || unit > 0xdfff) return unit;
  const isHigh = unit < 0xdc00;
  const partner = text.charCodeAt(isHigh ? at + 1 : at - 1);
  const paired = isHigh ? partner >= 0xdc00 && partner <= 0xdfff : partner >= 0xd800 && partner <= 0xdbff;
  return paired ? unit + 0x10000 : unit;
}
