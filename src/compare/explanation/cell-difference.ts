import {parse} from 'csv-parse/sync';

/** A cell of a CSV report that differs. Null if a side has no such row or column; that is not an empty cell. */
export interface CellDifference {
  /** The first cell of the row, which names it: the date. */
  readonly row: string;
  readonly column: string;
  readonly control: string | null;
  readonly candidate: string | null;
}

/** The cells in which two CSV reports differ, by row and column, in the order of control and then of candidate. */
export function cellDifferences(control: string, candidate: string): CellDifference[] {
  const [left, right] = [tableOf(control), tableOf(candidate)];
  const rows = union(left.keys(), right.keys());
  return rows.flatMap((row) => {
    const columns = union(left.get(row)?.keys() ?? [], right.get(row)?.keys() ?? []);
    return columns.flatMap((column) => {
      const cells = {control: left.get(row)?.get(column) ?? null, candidate: right.get(row)?.get(column) ?? null};
      return cells.control === cells.candidate ? [] : [{row, column, ...cells}];
    });
  });
}

function tableOf(csv: string): Map<string, Map<string, string>> {
  const [header = [], ...rows] = parse(csv, {relaxColumnCount: true}) as string[][];
  return new Map(rows.map((row) => [row[0] ?? '', new Map(header.map((column, at) => [column, row[at] ?? '']))]));
}

function union(left: Iterable<string>, right: Iterable<string>): string[] {
  return [...new Set([...left, ...right])];
}
