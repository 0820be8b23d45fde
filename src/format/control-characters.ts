import {CONTROL_CHARACTERS} from '../core/control-character.ts';

/** The code of a colour, which is all that the program itself does to a terminal. */
const COLOUR = /\u001b\[[0-9;]*m/y;

/** Control characters as `\u001b`-style escapes, line feeds included: for data that goes into a line. */
export function escapeControlCharacters(text: string): string {
  return text.replace(CONTROL_CHARACTERS, escaped);
}

/**
 * The same for a whole output, whose line feeds, and where it may be coloured whose colours, are those of the program. In JSON
 * such characters stand within strings alone, where the escapes mean the same value.
 */
export function escapeOutput(text: string, {colour}: {readonly colour: boolean}): string {
  return text.replace(CONTROL_CHARACTERS, (character, at: number) => {
    const isOurs = character === '\n' || (colour && isColour(text, at));
    return isOurs ? character : escaped(character);
  });
}

/** The same piece by piece; a colour has to lie within one. */
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
