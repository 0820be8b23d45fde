import Fraction from 'fraction.js';
import {compareCodePoints} from '../code-point-order.ts';
import {ExactNumber} from '../exact-number.ts';
import {catalogue, type FieldType} from '../fields/catalogue.ts';
import {compareInstants, parseInstant} from '../instant.ts';
import type {Ordering, ReportDefinition} from './definition.ts';
import type {Cell, TableRow} from './table.ts';

type Order = (left: TableRow, right: TableRow) => number;

/** The order of a definition: what it says itself, then the keys. What is missing comes last, in either direction. */
export function rowOrder(definition: ReportDefinition): Order {
  return inTurn([...definition.order.map((ordering) => orderingOf(ordering, definition)), byKeys]);
}

/** The rows that `top` takes first: the greatest, ties by the keys. */
export function topOrder(measure: string, definition: ReportDefinition): Order {
  return inTurn([orderingOf({column: {kind: 'measure', name: measure}, direction: 'desc'}, definition), byKeys]);
}

function byKeys(left: TableRow, right: TableRow): number {
  for (let at = 0; at < left.keys.length; at += 1) {
    const order = missingLast(left.keys[at] ?? null, right.keys[at] ?? null, compareCodePoints);
    if (order !== 0) return order;
  }
  return 0;
}

function orderingOf({column, direction}: Ordering, definition: ReportDefinition): Order {
  const sign = direction === 'asc' ? 1 : -1;
  if (column.kind === 'key') {
    const compare = keyOrder(fieldTypeOf(definition, column.at));
    return ({keys: left}, {keys: right}) =>
      missingLast(left[column.at] ?? null, right[column.at] ?? null, (a, b) => sign * compare(a, b));
  }
  const at = definition.measures.findIndex(({name}) => name === column.name);
  return ({cells: left}, {cells: right}) =>
    missingLast(left[at] ?? null, right[at] ?? null, (a, b) => sign * compareCells(a, b));
}

/** Null for a place in the payload: each value there has a type of its own. */
function fieldTypeOf({by}: ReportDefinition, at: number): FieldType | null {
  const field = by[at]?.field;
  return field?.kind === 'field' ? catalogue[field.name].type : null;
}

/** A definition that orders by a field of numbers means their values, not their digits; the same is true of times. */
function keyOrder(type: FieldType | null): (left: string, right: string) => number {
  if (type === 'number') return (left, right) => byValue(left, right, ExactNumber.read, (a, b) => a.compare(b));
  if (type === 'instant') return (left, right) => byValue(left, right, parseInstant, compareInstants);
  return compareCodePoints;
}

function byValue<T>(
  left: string,
  right: string,
  read: (text: string) => T | null,
  compare: (left: T, right: T) => number,
): number {
  const [a, b] = [read(left), read(right)];
  return a === null || b === null ? compareCodePoints(left, right) : compare(a, b);
}

function compareCells(left: NonNullable<Cell>, right: NonNullable<Cell>): number {
  if (left instanceof Fraction) return right instanceof Fraction ? left.compare(right) : -1;
  return right instanceof Fraction ? 1 : compareInstants(left, right);
}

function missingLast<T>(left: T | null, right: T | null, compare: (left: T, right: T) => number): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  return compare(left, right);
}

function inTurn(orders: readonly Order[]): Order {
  return (left, right) => {
    for (const order of orders) {
      const result = order(left, right);
      if (result !== 0) return result;
    }
    return 0;
  };
}
