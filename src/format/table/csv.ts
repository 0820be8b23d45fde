import type {Table} from '../../core/reports/table.ts';
import {escapeControlCharacters} from '../control-characters.ts';
import {type PrintedCell, printTable, type TableOptions} from './printed-table.ts';

/** A spreadsheet runs a cell that begins like this. Some skip tabs and carriage returns, but those are already trimmed or escaped. */
const FORMULA = /^[=+\-@]./s;
const NUMBER = /^-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** Comma separated, quoted if needed (RFC 4180), except that lines end in a line feed; nothing is cut. */
export function formatTableCsv(table: Table, options: TableOptions): string {
  const {columns, rows} = printTable(table, options);
  const heading = columns.map(({heading}): PrintedCell => ({kind: 'label', text: heading}));
  return [heading, ...rows].map((cells) => `${csvLine(cells)}\n`).join('');
}

/** Without a line end. For some readers a line of one empty cell would be no line. */
export function csvLine(cells: readonly PrintedCell[]): string {
  return cells.map(csvCell).join(',') || '""';
}

function csvCell({kind, text}: PrintedCell): string {
  const line = escapeControlCharacters(text).toWellFormed();
  const inert = kind !== 'value' && FORMULA.test(line) && !NUMBER.test(line) ? `'${line}` : line;
  return /[",]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
