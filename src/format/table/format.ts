import type {Table} from '../../core/reports/table.ts';
import {formatTableCsv} from './csv.ts';
import {formatTableJson} from './json.ts';
import {formatTableMarkdown} from './markdown.ts';
import type {TableOptions} from './printed-table.ts';
import {formatTableText} from './text.ts';

const formats = {
  csv: formatTableCsv,
  json: formatTableJson,
  text: formatTableText,
  markdown: formatTableMarkdown,
} as const satisfies Readonly<Record<string, (table: Table, options: TableOptions) => string>>;

export type TableFormat = keyof typeof formats;

export const tableFormats = Object.keys(formats) as readonly TableFormat[];

/** A table in one of the formats, masked unless the options say otherwise. */
export function formatTable(table: Table, format: TableFormat, options: TableOptions): string {
  return formats[format](table, options);
}
