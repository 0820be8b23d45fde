/**
 * What could drive a terminal, begin a line of its own or turn text around: C0, DEL, C1, the line separators U+2028 and
 * U+2029, and the bidirectional controls.
 */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The same where line feeds are ours. */
const CONTROLS_IN_LINES = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The same where line feeds and colours are ours: all but ESC at the start of a colour's code. */
const CONTROLS_IN_COLOURS =
  /(?!\u001b\[[0-9;]*m)[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Control characters as `\u001b`-style escapes, line feeds included: for data that goes into a line. */
export function escapeControlCharacters(text: string): string {
  return text.replace(CONTROLS, escaped);
}

/**
 * The same for a whole output, whose line feeds, and where it may be coloured whose colours, are those of the program. In JSON
 * such characters stand within strings alone, where the escapes mean the same value.
 */
export function escapeOutput(text: string, {colour}: {readonly colour: boolean}): string {
  return text.replace(colour ? CONTROLS_IN_COLOURS : CONTROLS_IN_LINES, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
