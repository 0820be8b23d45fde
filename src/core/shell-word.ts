import {CONTROL_CHARACTERS} from './control-character.ts';

/**
 * A name as a shell takes it, for commands that a message tells to run. One with control characters is written with their
 * escapes, as bash and zsh read them: on a line of its own it could look like one of ours.
 */
export function shellWord(name: string): string {
  if (/^[\w.+/:,@%-][\w.+/:,@%=-]*$/.test(name)) return name;
  if (name.search(CONTROL_CHARACTERS) === -1) return quotedWord(name);
  return `$'${name.replaceAll(/[\\']/g, '\\$&').replaceAll(CONTROL_CHARACTERS, escaped)}'`;
}

/** A text in single quotes, as every shell of the Bourne family takes it. */
export function quotedWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A flag of a command with its value. A shell would hand over a value that begins with a hyphen as a flag of its own. */
export function shellFlag(name: string, value: string): string {
  return `--${name}${value.startsWith('-') ? '=' : ' '}${shellWord(value)}`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
