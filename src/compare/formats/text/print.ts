import {Ansis} from 'ansis';
import wrapAnsi from 'wrap-ansi';
import {escapeControlCharacters} from '../../../format/control-characters.ts';
import {COLUMNS, type Line, type Tone} from './line.ts';

/** The lines as they are printed: none wider than a terminal, none able to drive it, painted only where asked. */
export function printLines(lines: readonly Line[], colour: boolean): string {
  const ansis = new Ansis(colour ? 1 : 0);
  const paint: Readonly<Record<Tone, (text: string) => string>> = {
    plain: (text) => text,
    good: ansis.green,
    bad: ansis.red,
    weak: ansis.yellow,
    strong: ansis.bold,
  };
  return `${lines.flatMap((each) => wrapped(each).map((text) => paint[each.tone](text))).join('\n')}\n`;
}

/** Breaks between words where it can, and inside a word where it must; what follows stands below what it belongs to. */
function wrapped({text, indent, hanging}: Line): string[] {
  const printable = escapeControlCharacters(text).toWellFormed();
  const pad = ' '.repeat(indent);
  if (wrapAnsi(printable, COLUMNS - indent, {hard: true, trim: false}) === printable)
    return [(pad + printable).trimEnd()];
  const width = COLUMNS - indent - hanging;
  const [first = '', ...rest] = wrapAnsi(printable, width, {hard: true, trim: false}).split('\n');
  return [pad + first, ...rest.map((part) => pad + ' '.repeat(hanging) + part.trimStart())].map((part) =>
    part.trimEnd(),
  );
}
