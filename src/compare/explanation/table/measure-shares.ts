import Fraction from 'fraction.js';
import {ExactNumber} from '../../../core/exact-number.ts';
import {isInstant} from '../../../core/fields/field-value.ts';
import type {CompiledReport} from '../../../core/reports/compiled-report.ts';
import type {Measure} from '../../../core/reports/definition.ts';
import type {UnitInput} from '../../../core/reports/gathering.ts';
import type {Cell} from '../../../core/reports/table.ts';
import type {SideName} from '../../records/record-difference.ts';
import {type Contribution, Shares} from '../shares.ts';
import {type DifferingUnit, inputText} from './differing-unit.ts';
import {rankShares} from './rank-shares.ts';

/** One row of both sides: its cells by measure, the units in it that differ, and how many units give a value. */
export interface SharedRow {
  readonly control: readonly Cell[];
  readonly candidate: readonly Cell[];
  /** An input for another row is null. */
  readonly units: readonly DifferingUnit[];
  /** For how many units of a side the input is a number. */
  readonly numbers: (side: SideName, input: number) => number;
  /** The different texts of an input, over the units of a side. */
  readonly texts: (side: SideName, input: number) => ReadonlySet<string>;
}

type Planned = CompiledReport['measures'][number];

const ZERO = new Fraction(0);

/** A cell as a number; an instant is in seconds. Null if it is missing. */
export function quantityOf(cell: Cell): Fraction | null {
  if (cell === null || cell instanceof Fraction) return cell;
  return new Fraction(cell.seconds).add(fractionOf(cell.fraction));
}

/** The parts of records in the difference of a cell that both sides have: candidate less control, exact. */
export function measureShares(at: number, measures: readonly Planned[], row: SharedRow): Contribution[] {
  const {measure, input} = measures[at] as Planned;
  const [from, to] = [quantityOf(row.control[at] ?? null), quantityOf(row.candidate[at] ?? null)];
  if (from === null || to === null) return [];
  if (input === null) return quotientShares(measure, measures, row);
  switch (measure.kind) {
    case 'count':
    case 'known':
      return sumShares(row, (given) => (given(input) === true ? new Fraction(1) : null));
    case 'sum':
      return sumShares(row, (given) => numberOf(given(input)));
    case 'distinct':
      return distinctShares(row, input);
    case 'average':
      return averageShares(row, input, from, to);
    case 'min':
    case 'max':
    case 'percentile': {
      const units = row.units.map(({control, candidate, blamed}) => ({
        control: rankedOf(control?.inputs[input] ?? null),
        candidate: rankedOf(candidate?.inputs[input] ?? null),
        blamed,
      }));
      return rankShares(units, {from, to, share: shareOf(measure)});
    }
    default:
      return [];
  }
}

/** For a cell that one side alone has: every unit that gives a value has an equal part, since all of them differ. */
export function appearanceShares(at: number, measures: readonly Planned[], row: SharedRow): Contribution[] {
  const {measure, input} = measures[at] as Planned;
  const inputs = input === null ? inputsBehind(measure, measures) : [input];
  const side = row.control[at] === null ? 'candidate' : 'control';
  const gives = (unit: DifferingUnit): boolean =>
    inputs.some(
      (place) => inputText(unit.control?.inputs[place] ?? null) !== inputText(unit.candidate?.inputs[place] ?? null),
    );
  const behind = row.units.filter(gives);
  const shares = new Shares();
  for (const {blamed} of behind) shares.add(new Fraction(side === 'candidate' ? 1 : -1).div(behind.length), blamed);
  return shares.contributions();
}

function inputsBehind(measure: Measure, measures: readonly Planned[]): number[] {
  if (measure.kind !== 'percent' && measure.kind !== 'share') return [];
  const names = [measure.part, measure.whole];
  return measures.flatMap(({name, input}) => (names.includes(name) && input !== null ? [input] : []));
}

type Given = (input: number) => UnitInput;

function sumShares({units}: SharedRow, amountOf: (given: Given) => Fraction | null): Contribution[] {
  const shares = new Shares();
  for (const {control, candidate, blamed} of units) {
    const [left, right] = [control, candidate].map((side) => amountOf((input) => side?.inputs[input] ?? null) ?? ZERO);
    const amount = (right ?? ZERO).sub(left ?? ZERO);
    if (!amount.equals(0)) shares.add(amount, blamed);
  }
  return shares.contributions();
}

/** A value that one side alone has is shared among the units that give it there: on the other side no unit does, so all of them differ. */
function distinctShares(row: SharedRow, input: number): Contribution[] {
  const shares = new Shares();
  for (const [side, sign] of [
    ['control', -1],
    ['candidate', 1],
  ] as const) {
    const others = row.texts(side === 'control' ? 'candidate' : 'control', input);
    const givers = new Map<string, DifferingUnit[]>();
    for (const unit of row.units) {
      const value = unit[side]?.inputs[input];
      if (typeof value === 'string' && !others.has(value)) givers.set(value, [...(givers.get(value) ?? []), unit]);
    }
    for (const units of givers.values()) {
      for (const {blamed} of units) shares.add(new Fraction(sign).div(units.length), blamed);
    }
  }
  return shares.contributions();
}

/** S / N is no sum, so a change of both is split evenly, like that of a rate. */
function averageShares(row: SharedRow, input: number, from: Fraction, to: Fraction): Contribution[] {
  const [before, after] = [
    new Fraction(row.numbers('control', input)),
    new Fraction(row.numbers('candidate', input)),
  ] as const;
  const sums = [from.mul(before), to.mul(after)] as const;
  const numbers = sumShares(row, (given) => numberOf(given(input)));
  const units = sumShares(row, (given) => (numberOf(given(input)) === null ? null : new Fraction(1)));
  return splitQuotient({part: numbers, whole: units}, {part: sums, whole: [before, after]}, new Fraction(1));
}

function quotientShares(measure: Measure, measures: readonly Planned[], row: SharedRow): Contribution[] {
  if (measure.kind !== 'percent' && measure.kind !== 'share') return [];
  const [part, whole] = [measure.part, measure.whole].map((name) => measures.findIndex((each) => each.name === name));
  if (part === undefined || whole === undefined) return [];
  const cells = (at: number): readonly [Fraction, Fraction] => [
    quantityOf(row.control[at] ?? null) ?? ZERO,
    quantityOf(row.candidate[at] ?? null) ?? ZERO,
  ];
  return splitQuotient(
    {part: measureShares(part, measures, row), whole: measureShares(whole, measures, row)},
    {part: cells(part), whole: cells(whole)},
    new Fraction(measure.kind === 'percent' ? 100 : 1),
  );
}

interface Quotient<T> {
  readonly part: T;
  readonly whole: T;
}

/** Parts count at the mean of 1/whole before and after, wholes at the mean of the parts: that adds up to the change. */
function splitQuotient(
  contributions: Quotient<readonly Contribution[]>,
  {part, whole}: Quotient<readonly [Fraction, Fraction]>,
  factor: Fraction,
): Contribution[] {
  const perPart = whole[0].inverse().add(whole[1].inverse()).div(2).mul(factor);
  const perWhole = part[0].add(part[1]).div(-2).div(whole[0].mul(whole[1])).mul(factor);
  const shares = new Shares();
  for (const {blamed, amount} of contributions.part) shares.add(amount.mul(perPart), [blamed]);
  for (const {blamed, amount} of contributions.whole) shares.add(amount.mul(perWhole), [blamed]);
  return shares.contributions();
}

function shareOf(measure: Measure): Fraction {
  if (measure.kind === 'percentile') return new Fraction(String(measure.percent)).div(100);
  return new Fraction(measure.kind === 'max' ? 1 : 0);
}

function numberOf(input: UnitInput): Fraction | null {
  return input instanceof ExactNumber ? input.toFraction() : null;
}

function rankedOf(input: UnitInput): Fraction | null {
  if (input instanceof ExactNumber) return input.toFraction();
  return input !== null && typeof input === 'object' && isInstant(input) ? quantityOf(input) : null;
}

function fractionOf(digits: string): Fraction {
  return digits === '' ? ZERO : new Fraction(BigInt(digits), 10n ** BigInt(digits.length));
}
