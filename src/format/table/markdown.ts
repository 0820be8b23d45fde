import type {Table} from '../../core/reports/table.ts';
import {escapeControlCharacters} from '../control-characters.ts';
import {codeCell} from '../markdown-inert.ts';
import {cutCell, type PrintedCell, printTable, type TableOptions} from './printed-table.ts';

/** A table as GitHub reads it. Stored data stands in code spans, in which nothing is markup, a link or a mention. */
export function formatTableMarkdown(table: Table, options: TableOptions): string {
  const {columns, rows} = printTable(table, options);
  const lines = [
    `### ${plain(table.definition.title)}`,
    '',
    tableLine(columns.map(({heading}) => plain(heading))),
    tableLine(columns.map(({isNumeric}) => (isNumeric ? '---:' : '---'))),
    ...rows.map((row) => tableLine(row.map(markdownCell))),
    ...(rows.length === 0 ? ['', 'No rows.'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function markdownCell(cell: PrintedCell): string {
  return cell.kind === 'data' ? codeCell(cutCell(cell)) : plain(cell.text);
}

/** Texts of the definition, and values that the program printed: neither is markup. */
function plain(text: string): string {
  return escapeControlCharacters(text)
    .toWellFormed()
    .replace(/[\\`*_{}[\]<>()#|~@&!$:]/g, '\\$&');
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
