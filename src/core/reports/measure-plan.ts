import Fraction from 'fraction.js';
import {ExactNumber} from '../exact-number.ts';
import type {catalogue, FieldReference} from '../fields/catalogue.ts';
import type {FieldReader, FieldReaders} from '../fields/field-readers.ts';
import {type FieldValue, isInstant, printValue, readNumber} from '../fields/field-value.ts';
import type {Unit} from '../fields/unit.ts';
import type {Measure, NamedMeasure, RowKind} from './definition.ts';
import {DistinctTexts, Extent, type Gathering, Ranking, Tally, Total, type UnitInput} from './gathering.ts';
import type {Cell} from './table.ts';
import {unitTest} from './unit-condition.ts';

/** Something that units give, and what becomes of it. Measures that need the same share one of these. */
interface Input {
  readonly read: (unit: Unit) => UnitInput;
  readonly gathering: () => Gathering;
}

/** A measure, and the place of its input; null for a quotient of two other measures. */
export interface PlannedMeasure extends NamedMeasure {
  readonly input: number | null;
}

/** What must be gathered for the measures of a definition, and how to compute them from it. */
export class MeasurePlan {
  readonly measures: readonly PlannedMeasure[];
  readonly #inputs: Input[] = [];
  readonly #places = new Map<string, number>();
  readonly #rows: RowKind;
  readonly #readers: FieldReaders;

  constructor(measures: readonly NamedMeasure[], rows: RowKind, readers: FieldReaders) {
    this.#rows = rows;
    this.#readers = readers;
    this.measures = measures.map((named) => ({...named, input: this.#inputOf(named.measure)}));
  }

  /** What a unit gives to each input. */
  inputs(unit: Unit): UnitInput[] {
    return this.#inputs.map(({read}) => read(unit));
  }

  /** One for each input, of no units. */
  gatherings(): Gathering[] {
    return this.#inputs.map(({gathering}) => gathering());
  }

  /** One for each measure. */
  cells(gatherings: readonly Gathering[]): Cell[] {
    const cells = new Map<string, Cell>();
    const cellOf = ({name, measure, input}: PlannedMeasure): Cell => {
      const known = cells.get(name);
      if (known !== undefined) return known;
      const cell = input === null ? this.#quotient(measure, cellOf) : gathered(gatherings, input).cell(measure);
      cells.set(name, cell);
      return cell;
    };
    return this.measures.map(cellOf);
  }

  #quotient(measure: Measure, cellOf: (planned: PlannedMeasure) => Cell): Cell {
    if (measure.kind !== 'percent' && measure.kind !== 'share') throw new TypeError(`${measure.kind} is no quotient`);
    const [part, whole] = [measure.part, measure.whole].map((name) => cellOf(this.measure(name)));
    if (!(part instanceof Fraction) || !(whole instanceof Fraction) || whole.equals(0)) return null;
    const quotient = part.div(whole);
    return measure.kind === 'percent' ? quotient.mul(100) : quotient;
  }

  measure(name: string): PlannedMeasure {
    const found = this.measures.find((planned) => planned.name === name);
    if (found === undefined) throw new TypeError(`no measure is named ${name}`);
    return found;
  }

  #inputOf(measure: Measure): number | null {
    switch (measure.kind) {
      case 'percent':
      case 'share':
        return null;
      case 'count': {
        const {condition} = measure;
        return this.#input('count', condition, () => ({
          read: condition === null ? () => true : unitTest(condition, this.#rows, this.#readers),
          gathering: () => new Tally(),
        }));
      }
      case 'known':
        return this.#fieldInput('known', measure.field, isKnown, () => new Tally());
      case 'distinct':
        return this.#fieldInput('distinct', measure.field, identityReader, () => new DistinctTexts());
      case 'sum':
      case 'average':
        return this.#fieldInput('total', measure.field, quantity, () => new Total());
      case 'min':
      case 'max':
        return this.#fieldInput('extent', measure.field, quantity, () => new Extent());
      case 'percentile':
        return this.#fieldInput('ranking', measure.field, quantity, () => new Ranking());
    }
  }

  #fieldInput(
    kind: string,
    field: FieldReference,
    readerOf: (read: FieldReader, field: FieldReference) => Input['read'],
    gathering: Input['gathering'],
  ): number {
    return this.#input(kind, field, () => ({read: readerOf(this.#readers.reader(field), field), gathering}));
  }

  #input(kind: string, subject: unknown, make: () => Input): number {
    const key = JSON.stringify([kind, subject]);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.#inputs.push(make()) - 1;
    this.#places.set(key, place);
    return place;
  }
}

function gathered(gatherings: readonly Gathering[], input: number): Gathering {
  return gatherings[input] as Gathering;
}

function isKnown(read: FieldReader): Input['read'] {
  return (unit) => read(unit) !== null;
}

/**
 * A field of numbers or times gives its value as it is; the payload gives a number, which may be stored as a text as
 * everywhere.
 */
function quantity(read: FieldReader, field: FieldReference): Input['read'] {
  if (field.kind === 'payload') return (unit) => asNumber(read(unit));
  return (unit) => {
    const value = read(unit);
    return value instanceof ExactNumber || isInstant(value) ? value : null;
  };
}

function asNumber(value: FieldValue | null): ExactNumber | null {
  return value instanceof ExactNumber ? value : typeof value === 'string' ? readNumber(value) : null;
}

/** Equal trace ids of two projects or dates are two traces. */
function identityReader(read: FieldReader, field: FieldReference): Input['read'] {
  if (field.kind === 'field' && field.name === ('trace_id' satisfies keyof typeof catalogue)) {
    return ({trace}) => JSON.stringify([trace.project, trace.date, trace.traceId]);
  }
  return (unit) => {
    const value = read(unit);
    return value === null ? null : printValue(value);
  };
}
