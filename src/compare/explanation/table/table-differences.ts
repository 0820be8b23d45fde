import Fraction from 'fraction.js';
import type {CompiledReport} from '../../../core/reports/compiled-report.ts';
import type {Measure, ReportDefinition} from '../../../core/reports/definition.ts';
import type {Table, TableRow} from '../../../core/reports/table.ts';
import {headingOf, type PrintedCell, printTable} from '../../../format/table/printed-table.ts';
import type {SideName} from '../../records/record-difference.ts';
import {type ReportDifference, reportDifference, type Shown} from '../report-difference.ts';
import {Shares} from '../shares.ts';
import type {DifferingUnit} from './differing-unit.ts';
import {appearanceShares, measureShares, quantityOf, type SharedRow} from './measure-shares.ts';
import type {RowTally} from './row-tally.ts';

/** One side of a comparison of tables: all its rows, without `top`, and what its cells do not say. */
export interface TableSide {
  readonly whole: Table;
  readonly tally: RowTally;
}

/** A row that one side alone has, and the units in it that differ: all of its units. */
export interface LoneRow {
  readonly mine: PrintedRow | undefined;
  readonly other: PrintedRow | undefined;
  readonly units: readonly DifferingUnit[];
}

/** A row that both sides have. */
export interface SharedPrintedRow {
  readonly mine: PrintedRow;
  readonly other: PrintedRow;
  readonly row: SharedRow;
}

/** The rows of both sides, each once: those that one side alone has, and those that both have. */
export function comparedRows(
  control: TableSide,
  candidate: TableSide,
  units: readonly DifferingUnit[],
): (LoneRow | SharedPrintedRow)[] {
  const [left, right] = [printedRows(control.whole), printedRows(candidate.whole)];
  const unitsOf = unitsByRow(units);
  const tallyOf = (side: SideName): RowTally => (side === 'control' ? control : candidate).tally;
  return [...new Set([...left.keys(), ...right.keys()])].map((key) => {
    const [mine, other] = [left.get(key), right.get(key)];
    const here = unitsOf.get(key) ?? [];
    if (mine === undefined || other === undefined) return {mine, other, units: here};
    const row: SharedRow = {
      control: mine.row.cells,
      candidate: other.row.cells,
      units: here,
      numbers: (side, input) => tallyOf(side).numbers(key, input),
      texts: (side, input) => tallyOf(side).texts(key, input),
    };
    return {mine, other, row};
  });
}

/** Every row that one side alone has, and every cell with another text, each with the parts of the records behind it. */
export function tableDifferences(
  report: CompiledReport,
  rows: readonly (LoneRow | SharedPrintedRow)[],
): ReportDifference[] {
  return rows.flatMap((compared) => {
    if (!('row' in compared)) return [rowDifference(report, compared)];
    const {mine, other, row} = compared;
    return report.definition.columns.flatMap((column, at) => {
      if (column.kind === 'key' || mine.plain[at]?.text === other.plain[at]?.text) return [];
      return [cellDifference(report, {column: at, measure: column.name}, mine, other, row)];
    });
  });
}

/** The unit of the amounts of a measure. */
export function unitOf(measure: Measure | undefined, {rows}: ReportDefinition): ReportDifference['unit'] {
  switch (measure?.kind) {
    case 'count':
    case 'known':
      return rows;
    case 'percent':
      return 'points';
    default:
      return 'values';
  }
}

interface PrintedRow {
  readonly row: TableRow;
  readonly plain: readonly PrintedCell[];
  readonly masked: readonly PrintedCell[];
  /** How the row is named: its keys. */
  readonly name: Shown;
}

/** By their keys. */
function printedRows(table: Table): Map<string, PrintedRow> {
  const [plain, masked] = [printTable(table, {mask: false}), printTable(table, {mask: true})];
  const {columns} = table.definition;
  return new Map(
    table.rows.map((row, at) => {
      const cells = [plain.rows[at] ?? [], masked.rows[at] ?? []] as const;
      const name: Shown = ({mask}) => {
        const own = mask ? cells[1] : cells[0];
        const keys = columns.flatMap((column, place) => (column.kind === 'key' ? [own[place]?.text ?? ''] : []));
        return keys.length === 0 ? 'the only row' : `row ${keys.map((key) => JSON.stringify(key)).join(', ')}`;
      };
      return [JSON.stringify(row.keys), {row, plain: cells[0], masked: cells[1], name}];
    }),
  );
}

/** For each row the units that are in it on a side; what they give to another row is left out. */
function unitsByRow(units: readonly DifferingUnit[]): Map<string, DifferingUnit[]> {
  const rows = new Map<string, DifferingUnit[]>();
  for (const {control, candidate, blamed} of units) {
    const [left, right] = [control && JSON.stringify(control.keys), candidate && JSON.stringify(candidate.keys)];
    for (const key of new Set([left, right])) {
      if (key === null) continue;
      const here = rows.get(key) ?? [];
      here.push({control: key === left ? control : null, candidate: key === right ? candidate : null, blamed});
      rows.set(key, here);
    }
  }
  return rows;
}

/** All units of a row that the other side lacks differ, so each is one part of it. */
function rowDifference({definition}: CompiledReport, {mine, other, units}: LoneRow): ReportDifference {
  const shares = new Shares();
  for (const {control, blamed} of units) shares.add(new Fraction(control === null ? 1 : -1), blamed);
  const shown = (row: PrintedRow | undefined): Shown | null =>
    row === undefined ? null : ({mask}) => (mask ? row.masked : row.plain).map(({text}) => text).join(',');
  return reportDifference({
    format: 'csv',
    where: (mine ?? other)?.name ?? 'a row',
    control: shown(mine),
    candidate: shown(other),
    amount: new Fraction(units.length * (mine === undefined ? 1 : -1)),
    unit: definition.rows,
    contributions: shares.contributions(),
  });
}

function cellDifference(
  report: CompiledReport,
  {column, measure: name}: {column: number; measure: string},
  mine: PrintedRow,
  other: PrintedRow,
  row: SharedRow,
): ReportDifference {
  const {definition, measures} = report;
  const at = measures.findIndex((measure) => measure.name === name);
  const heading = headingOf(definition.columns[column] as (typeof definition.columns)[number], definition);
  const shown =
    ({plain, masked}: PrintedRow): Shown =>
    ({mask}) =>
      (mask ? masked : plain)[column]?.text ?? '';
  const base = {
    format: 'csv',
    where: (options: {readonly mask: boolean}) => `${mine.name(options)}, ${heading}`,
    control: shown(mine),
    candidate: shown(other),
  } as const;
  const [from, to] = [quantityOf(row.control[at] ?? null), quantityOf(row.candidate[at] ?? null)];
  if (from === null || to === null) {
    const amount = new Fraction(from === null ? 1 : -1);
    return reportDifference({...base, amount, unit: 'values', contributions: appearanceShares(at, measures, row)});
  }
  const exact = to.sub(from);
  const amount = printedNumber(other.plain[column], to).sub(printedNumber(mine.plain[column], from));
  return reportDifference({
    ...base,
    amount,
    unit: unitOf(measures[at]?.measure, definition),
    rounding: amount.sub(exact),
    contributions: measureShares(at, measures, row),
  });
}

/** The cell as a number as it is printed, perhaps with fewer digits than it has; a time is exact, since all of its digits are printed. */
function printedNumber(cell: PrintedCell | undefined, exact: Fraction): Fraction {
  const text = cell?.text.replace(/%$/, '') ?? '';
  return /^-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?$/.test(text) ? decimalOf(text) : exact;
}

/** Numbers with very many digits are printed with an exponent, which the package reads as a double. */
function decimalOf(text: string): Fraction {
  const [mantissa = '', exponent = '0'] = text.split('e');
  const power = new Fraction(10).pow(new Fraction(Number(exponent)));
  return new Fraction(mantissa).mul(power ?? 1);
}
