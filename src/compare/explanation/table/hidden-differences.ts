import type Fraction from 'fraction.js';
import {printExactInstant} from '../../../core/instant.ts';
import type {CompiledReport} from '../../../core/reports/compiled-report.ts';
import type {Cell, Table, TableRow} from '../../../core/reports/table.ts';
import {exactText} from '../../../format/table/number-text.ts';
import type {SideName} from '../../records/record-difference.ts';
import {type ReportDifference, reportDifference, type Shown} from '../report-difference.ts';
import type {DifferingUnit} from './differing-unit.ts';
import {measureShares, quantityOf, type SharedRow} from './measure-shares.ts';
import {type LoneRow, type SharedPrintedRow, type TableSide, unitOf} from './table-differences.ts';

/**
 * Values that print alike, but are not equal. Two outputs may differ by them alone, since they order the rows and choose those of `top`.
 * They are shown with all of their digits.
 */
export function valueDifferences(
  report: CompiledReport,
  rows: readonly (LoneRow | SharedPrintedRow)[],
): ReportDifference[] {
  return rows.flatMap((compared) =>
    'row' in compared ? cellsThatDiffer(report, compared.row, compared.mine.name) : [],
  );
}

/**
 * What `top` adds up may differ although no row does: two rows may have as many different values as before, and share fewer. Then the
 * same rows are added up on both sides.
 */
export function restDifferences(
  report: CompiledReport,
  control: TableSide & {readonly shown: Table},
  candidate: TableSide & {readonly shown: Table},
  units: readonly DifferingUnit[],
): ReportDifference[] {
  const [left, right] = [control, candidate].map(({shown}) => shown.rows.find(({kind}) => kind === 'rest'));
  if (left === undefined || right === undefined) return [];
  const keys = restKeys(control);
  const own = new Set(keys);
  const isIn = (given: DifferingUnit['control']) => given !== null && own.has(JSON.stringify(given.keys));
  const tallyOf = (side: SideName) => (side === 'control' ? control : candidate).tally;
  const shared: SharedRow = {
    control: left.cells,
    candidate: right.cells,
    units: units.map((unit) => ({
      ...unit,
      control: isIn(unit.control) ? unit.control : null,
      candidate: isIn(unit.candidate) ? unit.candidate : null,
    })),
    numbers: (side, input) => keys.reduce((sum, key) => sum + tallyOf(side).numbers(key, input), 0),
    texts: (side, input) => new Set(keys.flatMap((key) => [...tallyOf(side).texts(key, input)])),
  };
  return cellsThatDiffer(report, shared, () => `row ${JSON.stringify(left.keys[0])}, which adds up the others`);
}

function restKeys({whole, shown}: {readonly whole: Table; readonly shown: Table}): string[] {
  const keyOf = ({keys}: TableRow): string => JSON.stringify(keys);
  const own = new Set(shown.rows.filter(({kind}) => kind === 'group').map(keyOf));
  return whole.rows.map(keyOf).filter((key) => !own.has(key));
}

function cellsThatDiffer({definition, measures}: CompiledReport, row: SharedRow, name: Shown): ReportDifference[] {
  return measures.flatMap((measure, at) => {
    const [mine, other] = [row.control[at] ?? null, row.candidate[at] ?? null];
    const [from, to] = [quantityOf(mine), quantityOf(other)];
    if (from === null || to === null || from.equals(to)) return [];
    return [
      reportDifference({
        format: 'csv',
        where: (options) => `${name(options)}, ${measure.name}`,
        control: () => textOf(mine, from),
        candidate: () => textOf(other, to),
        amount: to.sub(from),
        unit: unitOf(measure.measure, definition),
        contributions: measureShares(at, measures, row),
      }),
    ];
  });
}

function textOf(cell: Cell, quantity: Fraction): string {
  return cell !== null && 'seconds' in cell ? printExactInstant(cell) : exactText(quantity);
}
