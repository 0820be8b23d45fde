import {escapeControlCharacters} from './control-characters.ts';

/** The most characters of data in a sentence or a table. */
const MOST = 200;

/** GitHub counts a longer fence of a block as one of 255 only, and then a line of the data could end it. */
const LONGEST_FENCE = 250;

/** Data as a code span, on one line: in there GitHub finds no markup, link, mention, issue, commit or emoji. */
export function code(text: string, most = MOST): string {
  const {shown, rest} = excerpt(text, most);
  return span(shown) + rest;
}

/**
 * The same inside a table. There a pipe ends the cell even in a code span unless a backslash stands before it. A pipe behind
 * a backslash of the data itself cannot be escaped so: GitHub takes the two backslashes for a pair.
 */
export function codeCell(text: string): string {
  const {shown, rest} = excerpt(text);
  return span(shown.replace(/(\\?)\|/g, (_, slash) => (slash === '' ? '\\|' : '\\\\u007c'))) + rest;
}

/** Data at a place in which GitHub reads HTML and no Markdown: after a tag, up to the next empty line. */
export function codeElement(text: string): string {
  const {shown, rest} = excerpt(text);
  const inert = shown.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<code>${inert}</code>${rest}`;
}

/** Lines of data as a block; its fence is longer than any in the data. */
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

/** If the text is cut, the rest is counted. */
function excerpt(text: string, most = MOST): {shown: string; rest: string} {
  const whole = printable(text);
  if (whole.length <= most) return {shown: whole, rest: ''};
  const shown = whole.slice(0, most).replace(/[\ud800-\udbff]$/, '');
  return {shown, rest: ` … and ${whole.length - shown.length} more characters`};
}

/** Characters that would reorder the text around them, or break its line for some readers, are visible, too. */
function printable(text: string): string {
  return escapeControlCharacters(text).toWellFormed();
}

function span(text: string): string {
  if (text === '') return '(empty)';
  const fences = fencesIn(text);
  // Only a fence of the very same length ends a span. A longer one would not do: GitHub knows none of more than 80.
  let length = 1;
  while (fences.includes(length)) length += 1;
  const fence = '`'.repeat(length);
  // A reader removes one blank on either side, but not from a text of blanks alone.
  const pad = /^[` ]|[` ]$/.test(text) && /[^ ]/.test(text) ? ' ' : '';
  return fence + pad + text + pad + fence;
}

function fencesIn(text: string): number[] {
  return (text.match(/`+/g) ?? []).map(({length}) => length);
}
