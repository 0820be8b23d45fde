import Fraction from 'fraction.js';
import {ExactNumber, ExactSum} from '../exact-number.ts';
import {isInstant} from '../fields/field-value.ts';
import {compareInstants, type Instant} from '../instant.ts';
import {detachedText} from '../json/detached.ts';
import type {Measure} from './definition.ts';
import type {Cell} from './table.ts';

/** What one unit gives to a measure: whether it counts, a value that distinguishes it from others, or a quantity; null for nothing. */
export type UnitInput = boolean | string | ExactNumber | Instant | null;

/**
 * What several units have given to a measure, as far as the measure needs it. The order in which they came makes no difference, nor how
 * they were split among gatherings that were merged.
 */
export interface Gathering {
  /** `times`: of how many units this is the input. */
  add(input: UnitInput, times: number): void;
  merge(other: this): void;
  cell(measure: Measure): Cell;
}

/** For `count` and `known`. */
export class Tally implements Gathering {
  #count = 0;

  add(input: UnitInput, times: number): void {
    if (input === true) this.#count += times;
  }

  merge(other: Tally): void {
    this.#count += other.#count;
  }

  cell(): Cell {
    return new Fraction(this.#count);
  }
}

/** For `distinct`. */
export class DistinctTexts implements Gathering {
  readonly #texts = new Set<string>();

  add(input: UnitInput): void {
    if (typeof input === 'string' && !this.#texts.has(input)) this.#texts.add(detachedText(input));
  }

  merge(other: DistinctTexts): void {
    for (const text of other.#texts) this.#texts.add(text);
  }

  cell(): Cell {
    return new Fraction(this.#texts.size);
  }
}

/** For `sum` and `average`. */
export class Total implements Gathering {
  readonly #sum = new ExactSum();
  #units = 0;

  add(input: UnitInput, times: number): void {
    if (!(input instanceof ExactNumber)) return;
    this.#sum.add(input, times);
    this.#units += times;
  }

  merge(other: Total): void {
    this.#sum.merge(other.#sum);
    this.#units += other.#units;
  }

  cell({kind}: Measure): Cell {
    if (this.#units === 0) return null;
    const sum = this.#sum.toFraction();
    return kind === 'average' ? sum.div(this.#units) : sum;
  }
}

/** For `min` and `max`, of numbers or of times. */
export class Extent implements Gathering {
  #least: ExactNumber | Instant | null = null;
  #greatest: ExactNumber | Instant | null = null;

  add(input: UnitInput): void {
    if (!(input instanceof ExactNumber || isInstant(input))) return;
    if (this.#least === null || compare(input, this.#least) < 0) this.#least = kept(input);
    if (this.#greatest === null || compare(input, this.#greatest) > 0) this.#greatest = kept(input);
  }

  merge(other: Extent): void {
    this.add(other.#least);
    this.add(other.#greatest);
  }

  cell({kind}: Measure): Cell {
    const value = kind === 'min' ? this.#least : this.#greatest;
    return value instanceof ExactNumber ? value.toFraction() : value;
  }
}

/** For `percentile`. It keeps each value, 100 bytes each. */
export class Ranking implements Gathering {
  #values: ExactNumber[] = [];
  #isSorted = true;

  add(input: UnitInput, times: number): void {
    if (!(input instanceof ExactNumber)) return;
    for (let time = 0; time < times; time += 1) this.#values.push(input);
    this.#isSorted = false;
  }

  merge(other: Ranking): void {
    this.#values = this.#values.concat(other.#values);
    this.#isSorted = false;
  }

  cell(measure: Measure): Cell {
    if (measure.kind !== 'percentile') throw new TypeError(`${measure.kind} is no percentile`);
    if (!this.#isSorted) this.#values.sort((left, right) => left.compare(right));
    this.#isSorted = true;
    return this.#values[nearestRank(measure.percent, this.#values.length) - 1]?.toFraction() ?? null;
  }
}

/** The smallest rank, from 1, up to which at least so many of a hundred lie. In doubles 55 of 100 would be the 56th. */
function nearestRank(percent: number, count: number): number {
  const exact = ExactNumber.read(String(percent))?.toFraction() ?? new Fraction(0);
  return Math.max(1, exact.mul(count).div(100).ceil().valueOf());
}

function compare(left: ExactNumber | Instant, right: ExactNumber | Instant): number {
  if (left instanceof ExactNumber) return right instanceof ExactNumber ? left.compare(right) : 0;
  return right instanceof ExactNumber ? 0 : compareInstants(left, right);
}

/** The digits of a time are a slice of a document. */
function kept(value: ExactNumber | Instant): ExactNumber | Instant {
  return value instanceof ExactNumber ? value : {...value, fraction: detachedText(value.fraction)};
}
