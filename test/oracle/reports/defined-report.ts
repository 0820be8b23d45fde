import {trimBlanks} from '../code-points.ts';
import {escapeControls} from '../control-characters.ts';
import {indentedJson} from '../json-printer.ts';
import {ExactNumber, type Json, member} from '../json-value.ts';
import {maskValue} from '../masking.ts';
import type {TreeFile} from '../tree-file.ts';
import {numberIn, payloadPath, typeOf} from './field.ts';
import {cellOf, cellText, isNumeric, measureOf} from './measure.ts';
import {type Key, keysOf, type ReportQuestion, type Row, tableOf} from './table.ts';
import type {WrittenReport} from './written-report.ts';

/** Whose texts are keys of something else, and stay as they are. */
const NEVER_MASKED = ['project', 'symbol', 'trace_id', 'run_id'];

type Column =
  | {readonly heading: string; readonly key: Key; readonly at: number}
  | {readonly heading: string; readonly measure: string; readonly missing: string};

/** What `lse report run` prints of a definition, as `csv` and as `json`. */
export function definedReport(
  files: readonly TreeFile[],
  report: WrittenReport,
  question: ReportQuestion & {readonly mask: boolean},
): {readonly csv: string; readonly json: string} {
  const {rows, rest} = tableOf(files, report, question);
  const columns = columnsOf(report);
  const object = (row: Row, isRest: boolean): Json =>
    new Map(columns.map((column) => [column.heading, jsonCell(column, row, isRest, report, question.mask)]));
  const document: Json = new Map<string, Json>([
    ['report', report.name],
    ['title', report.title ?? report.name],
    [
      'scope',
      new Map<string, Json>([
        ['project', question.project],
        ['from', question.from],
        ['to', question.to],
      ]),
    ],
    ['columns', columns.map(({heading}) => heading)],
    ['rows', rows.map((row) => object(row, false))],
    ['rest', rest === undefined ? null : object(rest, true)],
  ]);
  const lines = [
    columns.map(({heading}) => csvText(heading)),
    ...rows.map((row) => columns.map((column) => csvCell(column, row, false, report, question.mask))),
    ...(rest === undefined ? [] : [columns.map((column) => csvCell(column, rest, true, report, question.mask))]),
  ];
  return {
    csv: lines.map((cells) => `${cells.length === 1 && cells[0] === '' ? '""' : cells.join(',')}\n`).join(''),
    json: `${indentedJson(document).split('\n').map(escapeControls).join('\n')}\n`,
  };
}

function columnsOf(report: WrittenReport): Column[] {
  const keys = keysOf(report);
  const keyColumn = (heading: string): Column => {
    const at = keys.findIndex((key) => key.heading === heading);
    return {heading, key: keys[at] as Key, at};
  };
  const {
    columns = [...keys.map(({heading}) => heading), ...Object.keys(report.measures).map((name) => ({[name]: name}))],
  } = report;
  return columns.map((column) => {
    if (typeof column === 'string') return keyColumn(column);
    const {missing = '', ...rest} = column;
    const [[measure, heading] = ['', '']] = Object.entries(rest);
    return {heading, measure, missing};
  });
}

function csvCell(column: Column, row: Row, isRest: boolean, report: WrittenReport, mask: boolean): string {
  if ('key' in column) {
    const key = row.keys[column.at];
    if (isRest) return csvText(key ?? '');
    if (key === undefined) return csvText(column.key.missing);
    return typeOf(column.key.field) === 'number' ? key : csvText(trimBlanks(maskedKey(key, column.key, mask)));
  }
  const cell = cellOf(column.measure, row.units, report);
  const {kind, empty} = measureOf(column.measure, report);
  if (cell === undefined) return csvText(empty || column.missing);
  return cellText(column.measure, cell, row.units, report) + (kind === 'percent' ? '%' : '');
}

function jsonCell(column: Column, row: Row, isRest: boolean, report: WrittenReport, mask: boolean): Json {
  if ('key' in column) {
    const key = row.keys[column.at];
    if (key === undefined || isRest) return key ?? null;
    const type = typeOf(column.key.field);
    if (type === 'number') return numberIn(key) as ExactNumber;
    return type === 'flag' ? key === 'true' : maskedKey(key, column.key, mask);
  }
  const cell = cellOf(column.measure, row.units, report);
  if (cell === undefined) return null;
  const text = cellText(column.measure, cell, row.units, report);
  return isNumeric(cell) ? decimal(text) : text;
}

/** A text of ours, so that there is no limit to its digits. */
function decimal(text: string): ExactNumber {
  const [, sign, whole = '', fraction = '', power = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text) ?? [];
  return new ExactNumber(sign === '-', whole + fraction, Number(power) - fraction.length);
}

function maskedKey(key: string, {field}: Key, mask: boolean): string {
  if (!mask || NEVER_MASKED.includes(field)) return key;
  const path = payloadPath(field) ?? [];
  const stored = path.reduceRight<Json>((value, name) => new Map([[name, value]]), key);
  return String(
    path.reduce<Json | undefined>((value, name) => (value === '***' ? value : member(value, name)), maskValue(stored)),
  );
}

/** A text that a spreadsheet would run, and that is no number, has an apostrophe before it. */
function csvText(text: string): string {
  const line = escapeControls(text).toWellFormed();
  const isFormula = line.length > 1 && '=+-@'.includes(line.charAt(0)) && numberIn(line) === undefined;
  const inert = isFormula ? `'${line}` : line;
  return inert.includes(',') || inert.includes('"') ? `"${inert.replaceAll('"', '""')}"` : inert;
}
