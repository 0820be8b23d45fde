import Fraction from 'fraction.js';
import {trimBlanks} from '../../core/blank.ts';
import {catalogue, type FieldName, type FieldReference} from '../../core/fields/catalogue.ts';
import {printExactInstant} from '../../core/instant.ts';
import type {Column, Grouping, Measure, ReportDefinition} from '../../core/reports/definition.ts';
import type {Cell, Table, TableRow} from '../../core/reports/table.ts';
import {maskAt, maskSecrets} from '../masking.ts';
import {truncate} from '../truncation.ts';
import {exactText, percentOfCounts, roundedText} from './number-text.ts';

export interface TableOptions {
  readonly mask: boolean;
}

/** A printed cell of a report, before a format escapes its text. */
export interface PrintedCell {
  /**
   * - `data`: a text that was stored somewhere.
   * - `value`: a number, a time or a flag that the program printed.
   * - `label`: the definition's text for a missing value, or for the keys of a rest.
   */
  readonly kind: 'data' | 'value' | 'label';
  readonly text: string;
}

export interface PrintedTable {
  readonly columns: readonly {readonly heading: string; readonly isNumeric: boolean}[];
  readonly rows: readonly (readonly PrintedCell[])[];
}

/** Ids and symbols are keys, so they are never masked: two of them could become one. Dates have nothing to mask. */
const NEVER_MASKED: ReadonlySet<FieldName> = new Set(['project', 'symbol', 'trace_id', 'run_id']);

/** The part of a longer text that a person sees; CSV and JSON have the whole text. */
const MAX_CODE_POINTS = 150;

export function printTable({definition, rows}: Table, options: TableOptions): PrintedTable {
  const columns = definition.columns.map((column) => ({
    heading: headingOf(column, definition),
    isNumeric: column.kind === 'measure' || isNumberField(groupingAt(definition, column.at).field),
  }));
  return {
    columns,
    rows: rows.map((row) => definition.columns.map((column) => printCell(column, row, definition, options))),
  };
}

/** A cell for a person to read. It is already masked: half a secret is still one. */
export function cutCell({kind, text}: PrintedCell): string {
  return kind === 'data' ? truncate(text, MAX_CODE_POINTS) : text;
}

export function headingOf(column: Column, definition: ReportDefinition): string {
  return column.kind === 'key' ? groupingAt(definition, column.at).heading : column.heading;
}

export function groupingAt({by}: ReportDefinition, at: number): Grouping {
  return by[at] as Grouping;
}

/** A key with `***` in place of its secrets; all of it is masked if its path names a secret. */
export function maskKey(key: string, field: FieldReference, {mask}: TableOptions): string {
  if (!mask || (field.kind === 'field' && NEVER_MASKED.has(field.name))) return key;
  return field.kind === 'field' ? maskSecrets(key) : String(maskAt(field.path, key));
}

/** The measure of that name, and its cell. */
export function measureCell(
  name: string,
  {measures}: ReportDefinition,
  {cells}: TableRow,
): {measure: Measure; cell: Cell} {
  const at = measures.findIndex((named) => named.name === name);
  return {measure: (measures[at] as ReportDefinition['measures'][number]).measure, cell: cells[at] ?? null};
}

/** The number of a measure, without a percent sign. */
export function numberText(value: Fraction, measure: Measure, definition: ReportDefinition): string {
  switch (measure.kind) {
    case 'count':
    case 'distinct':
    case 'known':
      return exactText(value);
    case 'percent': {
      const isOfCounts = [measure.part, measure.whole].every((name) => isCount(name, definition));
      return isOfCounts ? percentOfCounts(value.div(100), measure.digits) : roundedText(value, measure.digits);
    }
    default:
      return measure.digits === null ? exactText(value) : roundedText(value, measure.digits);
  }
}

function printCell(column: Column, row: TableRow, definition: ReportDefinition, options: TableOptions): PrintedCell {
  if (column.kind === 'key') return printKey(column.at, row, definition, options);
  const {measure, cell} = measureCell(column.name, definition, row);
  if (cell === null) return {kind: 'label', text: ('empty' in measure && measure.empty) || column.missing};
  if (!(cell instanceof Fraction)) return {kind: 'value', text: printExactInstant(cell)};
  return {kind: 'value', text: numberText(cell, measure, definition) + (measure.kind === 'percent' ? '%' : '')};
}

function printKey(
  at: number,
  {kind, keys}: TableRow,
  definition: ReportDefinition,
  options: TableOptions,
): PrintedCell {
  const {field, missing} = groupingAt(definition, at);
  const key = keys[at] ?? null;
  if (kind === 'rest') return {kind: 'label', text: key ?? ''};
  if (key === null) return {kind: 'label', text: missing};
  return isNumberField(field)
    ? {kind: 'value', text: key}
    : {kind: 'data', text: trimBlanks(maskKey(key, field, options))};
}

function isNumberField(field: FieldReference): boolean {
  return field.kind === 'field' && catalogue[field.name].type === 'number';
}

function isCount(name: string, {measures}: ReportDefinition): boolean {
  const kind = measures.find((named) => named.name === name)?.measure.kind;
  return kind === 'count' || kind === 'distinct' || kind === 'known';
}
