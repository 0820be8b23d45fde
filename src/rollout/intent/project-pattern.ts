/** One unit of a name, or any number of any units. */
type Piece = string | typeof ANY;

const ANY = Symbol('*');

/** Whether a pattern fits a name, whole and with its case. The time is bounded by the product of both lengths. */
export function fits(pattern: string, name: string): boolean {
  return takes(piecesOf(pattern), name.split(''));
}

/** Whether more than one name may fit. */
export function isPattern(text: string): boolean {
  return piecesOf(text).includes(ANY);
}

/** The pattern that fits this name alone. */
export function patternOfName(name: string): string {
  return name.replace(/[*\\]/g, '\\$&');
}

/**
 * Whether the first pattern fits every name that the second fits. It does if it fits the second one's text, in which an asterisk stands
 * for itself: only an asterisk of the first can take that, and would take anything in its place.
 */
export function covers(wide: string, narrow: string): boolean {
  return takes(piecesOf(wide), piecesOf(narrow));
}

function piecesOf(pattern: string): Piece[] {
  return [...pattern.matchAll(/\\([*\\])|([\s\S])/g)].map(
    ([, escaped, unit]) => escaped ?? (unit === '*' ? ANY : (unit as string)),
  );
}

/** The usual walk with one place to go back to: what an earlier asterisk took never needs to change. */
function takes(pattern: readonly Piece[], name: readonly Piece[]): boolean {
  let at = 0;
  let asterisk = -1;
  let resumed = 0;
  for (let place = 0; place < name.length; ) {
    if (pattern[at] === ANY) {
      asterisk = at;
      resumed = place;
      at += 1;
    } else if (at < pattern.length && pattern[at] === name[place]) {
      at += 1;
      place += 1;
    } else if (asterisk !== -1) {
      at = asterisk + 1;
      resumed += 1;
      place = resumed;
    } else return false;
  }
  return pattern.slice(at).every((piece) => piece === ANY);
}
