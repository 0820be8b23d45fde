import {escapeControlCharacters} from '../../../format/control-characters.ts';

/** Text that is HTML already. Only `markup` makes it, so nothing can get into a page without being escaped. */
class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type {Markup};

export type Part = string | number | Markup | readonly Part[];

/** A template of HTML: what is inserted is escaped unless it is HTML itself. Attributes have to be in double quotes. */
export function markup(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(String.raw({raw: literals}, ...parts.map(escaped)));
}

function escaped(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escapedText(part);
  return part.map(escaped).join('');
}

/** Characters that would reorder the text around them, and characters that HTML may not hold at all, are visible, too. */
function escapedText(text: string): string {
  return escapeControlCharacters(text)
    .toWellFormed()
    .replace(/\p{Noncharacter_Code_Point}/gu, (character) => {
      const code = (character.codePointAt(0) as number).toString(16);
      return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
    })
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
