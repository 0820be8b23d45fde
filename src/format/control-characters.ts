/**
 * Characters that could drive a terminal, begin a line of their own or turn text around: C0, DEL, C1, the line separators U+2028 and
 * U+2029, and the bidirectional controls.
 */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** The code of a colour: the program itself sends nothing else to drive a terminal. */
const COLOUR = /\u001b\[[0-9;]*m/y;

/** Control characters as `\u001b`-style escapes, line feeds included: for data that goes into a line. */
export function escapeControlCharacters(text: string): string {
  return text.replace(CONTROLS, escaped);
}

/**
 * The same for a whole output, in which line feeds come from the program, and colours, too, if it may use them. In JSON
 * such characters stand only within strings, and the escapes mean the same value.
 */
export function escapeOutput(text: string, {colour}: {readonly colour: boolean}): string {
  return text.replace(CONTROLS, (character, at: number) => {
    const isOurs = character === '\n' || (colour && isColour(text, at));
    return isOurs ? character : escaped(character);
  });
}

/** The same piece by piece; the code of a colour must lie within one piece. */
export function* escapedPieces(text: string | Iterable<string>, how: {readonly colour: boolean}): Generator<string> {
  for (const piece of typeof text === 'string' ? [text] : text) yield escapeOutput(piece, how);
}

function isColour(text: string, at: number): boolean {
  COLOUR.lastIndex = at;
  return COLOUR.test(text);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
