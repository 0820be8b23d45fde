import {ExactNumber} from '../json-value.ts';
import {byMoment, type Moment} from '../moment.ts';
import {holds, order} from './condition.ts';
import {fieldValue, isMoment, numberIn, printTime, printValue, typeOf, type Value} from './field.ts';
import {fixedText, Rational, sumOf, wholeText} from './rational.ts';
import type {Unit} from './unit.ts';
import type {WrittenCondition, WrittenReport} from './written-report.ts';

/** What a measure comes to; undefined where it is missing. */
export type Cell = Rational | Moment | undefined;

const DIGITS: Readonly<Record<string, number>> = {average: 3, percent: 1, share: 3};
const COUNTS: readonly string[] = ['count', 'distinct', 'known'];

interface Measure {
  readonly kind: string;
  readonly of: unknown;
  readonly digits: number | undefined;
  readonly empty: string;
}

export function cellOf(name: string, units: readonly Unit[], report: WrittenReport): Cell {
  const {kind, of} = measureOf(name, report);
  switch (kind) {
    case 'count':
      return whole(units.filter((unit) => of === undefined || holds(of as WrittenCondition, unit, report)).length);
    case 'distinct':
      return whole(
        new Set(units.map((unit) => identity(unit, of as string)).filter((each) => each !== undefined)).size,
      );
    case 'known':
      return whole(units.filter((unit) => fieldValue(unit, of as string) !== undefined).length);
    case 'sum':
      return sumOf(numbersOf(units, of as string));
    case 'average': {
      const numbers = numbersOf(units, of as string);
      return sumOf(numbers)?.over(whole(numbers.length));
    }
    case 'min':
      return asCell(quantitiesOf(units, of as string)[0]);
    case 'max':
      return asCell(quantitiesOf(units, of as string).at(-1));
    case 'percentile':
      return ranked(...(of as [string, number]), units);
    default:
      return quotient(kind, of as [string, string], units, report);
  }
}

export function isNumeric(cell: Cell): cell is Rational {
  return cell instanceof Rational;
}

/** Without a sign of per cent. */
export function cellText(name: string, cell: Rational | Moment, units: readonly Unit[], report: WrittenReport): string {
  if (!isNumeric(cell)) return printTime(cell);
  const {kind, of, digits} = measureOf(name, report);
  if (kind === 'percent') {
    const [part, all] = of as [string, string];
    const isOfCounts = [part, all].every((each) => COUNTS.includes(measureOf(each, report).kind));
    if (isOfCounts) return percentOfCounts(part, all, digits ?? 0, units, report);
  }
  return digits === undefined ? wholeText(cell) : fixedText(cell, digits);
}

export function measureOf(name: string, {measures}: WrittenReport): Measure {
  const written = measures[name];
  if (typeof written === 'string') return {kind: written, of: undefined, digits: undefined, empty: ''};
  const {digits, empty, ...rest} = written as {digits?: number; empty?: string; [kind: string]: unknown};
  const [[kind, of] = ['', undefined]] = Object.entries(rest);
  return {kind, of, digits: digits ?? DIGITS[kind], empty: empty ?? ''};
}

/** The double of the error rate of `zenrows-errors`, rounded from its exact value. */
function percentOfCounts(
  part: string,
  all: string,
  digits: number,
  units: readonly Unit[],
  report: WrittenReport,
): string {
  const [errors, total] = [part, all].map((each) => Number((cellOf(each, units, report) as Rational).numerator));
  return fixedText(Rational.ofDouble(((errors as number) / (total as number)) * 100), digits);
}

function quotient(kind: string, of: [string, string], units: readonly Unit[], report: WrittenReport): Cell {
  const [part, all] = of.map((name) => cellOf(name, units, report));
  if (part === undefined || all === undefined || !isNumeric(part) || !isNumeric(all)) return undefined;
  if (all.numerator === 0n) return undefined;
  return part.over(all).times(kind === 'percent' ? 100n : 1n);
}

/** Nearest rank: the first value up to which no less than so many of a hundred lie. */
function ranked(field: string, percent: number, units: readonly Unit[]): Cell {
  const numbers = quantitiesOf(units, field);
  const needed = Rational.of(numberIn(String(percent)) as ExactNumber);
  const found = numbers.find(
    (_, at) =>
      whole(at + 1)
        .times(100n)
        .compare(needed.times(BigInt(numbers.length))) >= 0,
  );
  return asCell(found);
}

/** In their order. */
function quantitiesOf(units: readonly Unit[], field: string): Value[] {
  const values = units.map((unit) => quantityOf(unit, field)).filter((value) => value !== undefined);
  return values.sort((left, right) => order(left, right) ?? 0);
}

function numbersOf(units: readonly Unit[], field: string): ExactNumber[] {
  return units.map((unit) => quantityOf(unit, field)).filter((value) => value instanceof ExactNumber);
}

/** In the payload, a number may stand in a text. */
function quantityOf(unit: Unit, field: string): Value | undefined {
  const value = fieldValue(unit, field);
  if (typeof value === 'string') return typeOf(field) === 'any' ? numberIn(value) : undefined;
  return value instanceof ExactNumber || isMoment(value) ? value : undefined;
}

/** Traces are told apart by project and date, too. */
function identity(unit: Unit, field: string): string | undefined {
  const value = fieldValue(unit, field);
  if (value === undefined) return undefined;
  const {project, date} = unit.trace;
  return JSON.stringify(field === 'trace_id' ? [project, date, value] : printValue(value));
}

function asCell(value: Value | undefined): Cell {
  if (value === undefined) return undefined;
  return value instanceof ExactNumber ? Rational.of(value) : (value as Moment);
}

function whole(count: number): Rational {
  return new Rational(BigInt(count), 1n);
}

/** Missing comes last, whichever way it goes. */
export function compareCells(left: Cell, right: Cell, sign: 1 | -1): number {
  if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
  if (isNumeric(left) && isNumeric(right)) return sign * left.compare(right);
  return sign * byMoment(left as Moment, right as Moment);
}
