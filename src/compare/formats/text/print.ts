import {Ansis} from 'ansis';
import wrapAnsi from 'wrap-ansi';
import {escapeControlCharacters} from '../../../format/control-characters.ts';
import type {Line, Tone} from './line.ts';

/** How text looks where it goes: painted or not, and how wide; `columns` is null where no line is broken. */
export interface Look {
  readonly colour: boolean;
  readonly columns: number | null;
}

/** In a narrower terminal every second word would be broken off. */
const FEWEST_COLUMNS = 40;

/** Characters that stand for nothing: one that the text lacks takes the place of a blank that must stay. */
const STAND_INS = Array.from({length: 32}, (_, at) => String.fromCharCode(0xfdd0 + at));

/** A command up to the end of its sentence, as hints have it behind a colon, and what a shell or a message has in quotes. */
const UNBROKEN = /(?:^|(?<=: ))lse [a-z].*$|(?<![^\s=(])'[^']*'/g;

/** The lines as they are printed: none able to drive a terminal, none wider than it unless one word is, painted only where asked. */
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

/** Breaks between words alone; what follows stands below what it belongs to. */
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

/** The text with `blank` for each blank of what must not be broken: paths, ids and commands, for they are copied. */
function keepWhole(text: string, whole: readonly string[], blank: string): string {
  const keep = (part: string): string => part.replaceAll(' ', blank);
  return whole
    .filter((part) => part.includes(' '))
    .reduce((result, part) => result.replaceAll(part, () => keep(part)), text)
    .replace(UNBROKEN, keep);
}
