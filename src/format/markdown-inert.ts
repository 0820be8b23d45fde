import {escapeControlCharacters} from './control-characters.ts';

/** What data may take up in a sentence or a table. */
const MOST = 200;

/** A longer fence of a block counts as one of 255 only, which a line of the data could then end. */
const LONGEST_FENCE = 250;

/** Data as a code span, on one line: GitHub looks in there for no markup, link, mention, issue, commit or emoji. */
export function code(text: string, most = MOST): string {
  const {shown, rest} = excerpt(text, most);
  return span(shown) + rest;
}

/**
 * The same inside a table, where a pipe ends the cell even in a code span unless a backslash stands before it. One after a
 * backslash of the data's own has no such way out: GitHub takes the two backslashes for a pair.
 */
export function codeCell(text: string): string {
  const {shown, rest} = excerpt(text);
  return span(shown.replace(/(\\?)\|/g, (_, slash) => (slash === '' ? '\\|' : '\\\\u007c'))) + rest;
}

/** Data where GitHub reads HTML and no Markdown, which is the case up to the next empty line after a tag. */
export function codeElement(text: string): string {
  const {shown, rest} = excerpt(text);
  const inert = shown.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<code>${inert}</code>${rest}`;
}

/** Lines of data as a block, whose fence is longer than any in the data. */
export function codeBlock(text: string, language: string): string {
  const lines = text.split('\n').map(printable);
  const longest = Math.max(2, ...lines.flatMap(fencesIn));
  const fence = '`'.repeat(Math.min(longest + 1, LONGEST_FENCE));
  const inner = lines.map((line) => (endsBlock(line, LONGEST_FENCE) ? line.replace('`', '\\u0060') : line));
  return `${fence}${language}\n${inner.join('\n')}\n${fence}`;
}

function endsBlock(line: string, length: number): boolean {
  return fencesIn(line)[0] === line.trim().length && line.trim().length >= length;
}

/** Nothing is cut without a word. */
function excerpt(text: string, most = MOST): {shown: string; rest: string} {
  const whole = printable(text);
  if (whole.length <= most) return {shown: whole, rest: ''};
  const shown = whole.slice(0, most).replace(/[\ud800-\udbff]$/, '');
  return {shown, rest: ` … and ${whole.length - shown.length} more characters`};
}

/** Also visible is what would reorder the text around it, or break its line for some readers. */
function printable(text: string): string {
  return escapeControlCharacters(text).toWellFormed();
}

function span(text: string): string {
  if (text === '') return '(empty)';
  const fences = fencesIn(text);
  // Only a fence of the very same length ends a span. Not simply a longer one: GitHub knows none of more than 80.
  let length = 1;
  while (fences.includes(length)) length += 1;
  const fence = '`'.repeat(length);
  // A reader takes one blank off either side, but not from a text of blanks alone.
  const pad = /^[` ]|[` ]$/.test(text) && /[^ ]/.test(text) ? ' ' : '';
  return fence + pad + text + pad + fence;
}

function fencesIn(text: string): number[] {
  return (text.match(/`+/g) ?? []).map(({length}) => length);
}
