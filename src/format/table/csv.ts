import type {Table} from '../../core/reports/table.ts';
import {escapeControlCharacters} from '../control-characters.ts';
import {type PrintedCell, printTable, type TableOptions} from './printed-table.ts';

/** A spreadsheet runs what begins so. Tabs and carriage returns, which some pass over, are trimmed or escaped by now. */
const FORMULA = /^[=+\-@]./s;
const NUMBER = /^-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** Comma separated, quoted where needed (RFC 4180) except that lines end in a line feed; nothing is cut. */
export function formatTableCsv(table: Table, options: TableOptions): string {
  const {columns, rows} = printTable(table, options);
  const heading = columns.map(({heading}): PrintedCell => ({kind: 'label', text: heading}));
  return [heading, ...rows].map((cells) => `${csvLine(cells)}\n`).join('');
}

/** Without a line end. A line of one empty cell would be no line to some readers. */
export function csvLine(cells: readonly PrintedCell[]): string {
  return cells.map(csvCell).join(',') || '""';
}

function csvCell({kind, text}: PrintedCell): string {
  const line = escapeControlCharacters(text).toWellFormed();
  const inert = kind !== 'value' && FORMULA.test(line) && !NUMBER.test(line) ? `'${line}` : line;
  return /[",]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
