import {trimBlanksAtEnd} from '../../core/blank.ts';
import type {Table} from '../../core/reports/table.ts';
import {escapeControlCharacters} from '../control-characters.ts';
import {cutCell, type PrintedCell, printTable, type TableOptions} from './printed-table.ts';

const GAP = '  ';

/** For a person: columns of equal width, counts and measures to the right. */
export function formatTableText(table: Table, options: TableOptions): string {
  const {columns, rows} = printTable(table, options);
  const title = printLine(table.definition.title);
  const headings = columns.map(({heading}) => escapeControlCharacters(heading));
  const cells = rows.map((row) => row.map(textOf));
  const widths = headings.map((heading, at) =>
    Math.max(...[heading, ...cells.map((row) => row[at] ?? '')].map(lengthOf)),
  );
  const line = (texts: readonly string[]) =>
    printLine(texts.map((text, at) => pad(text, widths[at] ?? 0, columns[at]?.isNumeric === true)).join(GAP));
  const lines = [
    title,
    '='.repeat(lengthOf(title)),
    '',
    line(headings),
    line(widths.map((width) => '-'.repeat(width))),
  ];
  const body = rows.length === 0 ? ['No rows.'] : cells.map(line);
  return `${[...lines, ...body].join('\n')}\n`;
}

function textOf(cell: PrintedCell): string {
  return escapeControlCharacters(cutCell(cell));
}

/** In code points: lse does not know which characters are wider or narrower than one column on a screen. */
function lengthOf(text: string): number {
  return [...text].length;
}

function pad(text: string, width: number, isNumeric: boolean): string {
  const blanks = ' '.repeat(width - lengthOf(text));
  return isNumeric ? blanks + text : text + blanks;
}

function printLine(line: string): string {
  return trimBlanksAtEnd(line).toWellFormed();
}
