import {Ansis} from 'ansis';
import wrapAnsi from 'wrap-ansi';
import {escapeControlCharacters} from '../../../format/control-characters.ts';
import type {Line, Tone} from './line.ts';

/** How text looks at its destination: coloured or not, and how wide; `columns` is null if no line is broken. */
export interface Look {
  readonly colour: boolean;
  readonly columns: number | null;
}

/** In a narrower terminal every second word would be broken off. */
const FEWEST_COLUMNS = 40;

/** Characters that stand for nothing: one that the text does not hold takes the place of a blank that must stay. */
const STAND_INS = Array.from({length: 32}, (_, at) => String.fromCharCode(0xfdd0 + at));

/** A command up to the end of its sentence, as in a hint behind a colon, and text in quotes of a shell or a message. */
const UNBROKEN = /(?:^|(?<=: ))lse [a-z].*$|(?<![^\s=(])'[^']*'/g;

/** The lines as they are printed: none can drive a terminal, none is wider than it unless one word is, and colours only if asked. */
export function printLines(lines: readonly Line[], {colour, columns}: Look): string {
  const ansis = new Ansis(colour ? 1 : 0);
  const paint: Readonly<Record<Tone, (text: string) => string>> = {
    plain: (text) => text,
    good: ansis.green,
    bad: ansis.red,
    weak: ansis.yellow,
    strong: ansis.bold,
  };
  const width = columns === null ? null : Math.max(columns, FEWEST_COLUMNS);
  return `${lines.flatMap((each) => wrapped(each, width).map((text) => paint[each.tone](text))).join('\n')}\n`;
}

/** Breaks only between words; the continuation is indented. */
function wrapped({text, indent, hanging, whole}: Line, columns: number | null): string[] {
  const shown = (part: string): string => escapeControlCharacters(part).toWellFormed();
  const printable = shown(text);
  const pad = ' '.repeat(indent);
  if (columns === null) return [(pad + printable).trimEnd()];
  const blank = STAND_INS.find((each) => !printable.includes(each)) ?? ' ';
  const kept = keepWhole(printable, whole.map(shown), blank);
  const broken = (width: number): string[] => wrapAnsi(kept, width, {hard: false, trim: false}).split('\n');
  const isShort = broken(columns - indent).length === 1;
  const parts = isShort ? [kept] : broken(columns - indent - hanging);
  return parts.map((part, at) =>
    (at === 0 ? pad + part : pad + ' '.repeat(hanging) + part.trimStart()).replaceAll(blank, ' ').trimEnd(),
  );
}

/** The text with `blank` for each blank in paths, ids and commands: they are never broken, so that a user can copy them. */
function keepWhole(text: string, whole: readonly string[], blank: string): string {
  const keep = (part: string): string => part.replaceAll(' ', blank);
  return whole
    .filter((part) => part.includes(' '))
    .reduce((result, part) => result.replaceAll(part, () => keep(part)), text)
    .replace(UNBROKEN, keep);
}
