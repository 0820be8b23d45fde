import {byCodePoint} from '../code-points.ts';
import {tracesOf} from '../failing-trace.ts';
import {readTree} from '../run-record.ts';
import {datesBetween, type TreeFile} from '../tree-file.ts';
import {holds, order} from './condition.ts';
import {fieldValue, printValue, typeOf, type Value} from './field.ts';
import {type Cell, cellOf, compareCells} from './measure.ts';
import {traceOf, type Unit, unitsOf} from './unit.ts';
import type {WrittenReport} from './written-report.ts';

export interface ReportQuestion {
  /** Null: all projects together. */
  readonly project: string | null;
  readonly from: string;
  readonly to: string;
}

/** One row: the units that are behind it, and what they have in common. */
export interface Row {
  /** As printed; undefined where missing. */
  readonly keys: readonly (string | undefined)[];
  /** The values of the keys, which `order` may look at. */
  readonly values: readonly (Value | undefined)[];
  readonly units: readonly Unit[];
}

export interface OracleTable {
  /** In the order in which they stand. */
  readonly rows: readonly Row[];
  readonly rest: Row | undefined;
}

export interface Key {
  readonly field: string;
  readonly heading: string;
  readonly missing: string;
}

export function keysOf({by = []}: WrittenReport): Key[] {
  return by.map(({missing = 'Unknown', ...rest}) => {
    const [[field, heading] = ['', '']] = Object.entries(rest);
    return {field, heading, missing};
  });
}

export function tableOf(files: readonly TreeFile[], report: WrittenReport, question: ReportQuestion): OracleTable {
  const rows = sorted(groups(files, report, question), report);
  const {top} = report;
  if (top === undefined) return {rows, rest: undefined};
  const byMeasure = rows
    .map((row) => ({row, cell: cellOf(top.by, row.units, report)}))
    .sort((left, right) => compareCells(left.cell, right.cell, -1) || byKeys(left.row, right.row));
  const shown = byMeasure.slice(0, top.rows).map(({row}) => row);
  const others = byMeasure.slice(top.rows).flatMap(({row}) => row);
  const hasRest = top.rest !== undefined && others.length > 0;
  return {
    rows: sorted(shown, report),
    rest: hasRest ? {keys: [top.rest], values: [], units: others.flatMap(({units}) => units)} : undefined,
  };
}

function groups(files: readonly TreeFile[], report: WrittenReport, {project, from, to}: ReportQuestion): Row[] {
  const records = readTree(files).records.filter(
    (record) => record.date >= from && record.date <= to && (project === null || record.project === project),
  );
  const {where} = report;
  const units = tracesOf(records)
    .flatMap((trace) => unitsOf(traceOf(trace), report.rows))
    .filter((unit) => where === undefined || holds(where, unit, report));
  const keys = keysOf(report);
  if (keys.length === 0) return [{keys: [], values: [], units}];
  const rows = new Map<string, Row & {units: Unit[]}>();
  for (const unit of units) {
    const values = keys.map(({field}) => fieldValue(unit, field));
    const printed = values.map((value) => (value === undefined ? undefined : printValue(value)));
    const id = JSON.stringify(printed.map((key) => (key === undefined ? 0 : key)));
    const row = rows.get(id) ?? {keys: printed, values, units: []};
    row.units.push(unit);
    rows.set(id, row);
  }
  const without = (report.fill === 'dates' ? datesBetween(from, to) : []).filter(
    (date) => !rows.has(JSON.stringify([date])),
  );
  return [...rows.values(), ...without.map((date): Row => ({keys: [date], values: [date], units: []}))];
}

function sorted(rows: readonly Row[], report: WrittenReport): Row[] {
  const keys = keysOf(report);
  const orders = (report.order ?? []).map((entry) => {
    const [[name, direction] = ['', 'asc']] = Object.entries(entry);
    const sign = direction === 'asc' ? 1 : -1;
    const at = keys.findIndex(({heading}) => heading === name);
    if (at === -1) {
      const cells = new Map(rows.map((row): [Row, Cell] => [row, cellOf(name, row.units, report)]));
      return (left: Row, right: Row) => compareCells(cells.get(left), cells.get(right), sign);
    }
    return (left: Row, right: Row) => byKey(left, right, at, sign, keys[at]?.field ?? '');
  });
  return rows.toSorted((left, right) => {
    for (const compare of orders) {
      const found = compare(left, right);
      if (found !== 0) return found;
    }
    return byKeys(left, right);
  });
}

function byKey(left: Row, right: Row, at: number, sign: 1 | -1, field: string): number {
  const [a, b] = [left.keys[at], right.keys[at]];
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const isByValue = ['number', 'time'].includes(typeOf(field));
  return sign * (isByValue ? (order(left.values[at], right.values[at]) ?? 0) : byCodePoint(a, b));
}

function byKeys(left: Row, right: Row): number {
  for (const [at, a] of left.keys.entries()) {
    const b = right.keys[at];
    const found =
      a === undefined || b === undefined ? Number(a === undefined) - Number(b === undefined) : byCodePoint(a, b);
    if (found !== 0) return found;
  }
  return 0;
}
