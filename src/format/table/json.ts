import Fraction from 'fraction.js';
import {catalogue} from '../../core/fields/catalogue.ts';
import {printExactInstant} from '../../core/instant.ts';
import {prettyJson} from '../../core/json/print.ts';
import {JsonNumber, type JsonValue} from '../../core/json/value.ts';
import type {Column, ReportDefinition} from '../../core/reports/definition.ts';
import type {Table, TableRow} from '../../core/reports/table.ts';
import {escapeOutput} from '../control-characters.ts';
import {groupingAt, headingOf, maskKey, measureCell, numberText, type TableOptions} from './printed-table.ts';

/**
 * For another program: nothing is cut or trimmed, numbers are decimals as exact as the definition wants them, and a missing value is null,
 * whatever the definition prints in its place. The rest of `top` has a member of its own, so that nobody takes its label for a key.
 */
export function formatTableJson(table: Table, options: TableOptions): string {
  const {definition, scope, rows} = table;
  const rowsOf = (kind: TableRow['kind']) =>
    rows.filter((row) => row.kind === kind).map((row) => rowObject(row, definition, options));
  const document: JsonValue = new Map<string, JsonValue>([
    ['report', definition.name],
    ['title', definition.title],
    [
      'scope',
      new Map([
        ['project', scope.project],
        ['from', scope.from],
        ['to', scope.to],
      ]),
    ],
    ['columns', definition.columns.map((column) => headingOf(column, definition))],
    ['rows', rowsOf('group')],
    ['rest', rowsOf('rest')[0] ?? null],
  ]);
  return escapeOutput(`${prettyJson(document)}\n`, {colour: false});
}

function rowObject(row: TableRow, definition: ReportDefinition, options: TableOptions): JsonValue {
  return new Map(
    definition.columns.map((column) => [
      headingOf(column, definition),
      column.kind === 'key' ? keyValue(column.at, row, definition, options) : cellValue(column, row, definition),
    ]),
  );
}

function keyValue(at: number, {kind, keys}: TableRow, definition: ReportDefinition, options: TableOptions): JsonValue {
  const key = keys[at] ?? null;
  const {field} = groupingAt(definition, at);
  if (key === null || kind === 'rest') return key;
  const type = field.kind === 'field' ? catalogue[field.name].type : null;
  if (type === 'number') return new JsonNumber(key);
  return type === 'flag' ? key === 'true' : maskKey(key, field, options);
}

function cellValue({name}: Column & {kind: 'measure'}, row: TableRow, definition: ReportDefinition): JsonValue {
  const {measure, cell} = measureCell(name, definition, row);
  if (cell === null) return null;
  return cell instanceof Fraction ? new JsonNumber(numberText(cell, measure, definition)) : printExactInstant(cell);
}
