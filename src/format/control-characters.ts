import {CONTROL_CHARACTERS} from '../core/control-character.ts';

/** The code of a colour: the program itself sends nothing else to drive a terminal. */
const COLOUR = /\u001b\[[0-9;]*m/y;

/** Control characters as `\u001b`-style escapes, line feeds included: for data that goes into a line. */
export function escapeControlCharacters(text: string): string {
  return text.replace(CONTROL_CHARACTERS, escaped);
}

/**
 * The same for a whole output, in which line feeds come from the program, and colours, too, if it may use them. In JSON
 * such characters stand only within strings, and the escapes mean the same value.
 */
export function escapeOutput(text: string, {colour}: {readonly colour: boolean}): string {
  return text.replace(CONTROL_CHARACTERS, (character, at: number) => {
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
