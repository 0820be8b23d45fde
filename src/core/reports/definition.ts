import type {FieldReference} from '../fields/catalogue.ts';

export type {FieldReference};

/**
 * A report as data, checked: every name in it is known, every operand has the type of its field. It is written in YAML
 * (`docs/reports.md`); its result is a table, the same to the byte whichever source answers.
 */
export interface ReportDefinition {
  readonly name: string;
  readonly title: string;
  /** What one unit of counting is: each run once, at any depth; each record; each trace. */
  readonly rows: RowKind;
  /** Units for which it does not hold count nowhere. Null: all count. */
  readonly where: Condition | null;
  /** None: the table has one row, for all units. */
  readonly by: readonly Grouping[];
  readonly measures: readonly NamedMeasure[];
  readonly columns: readonly Column[];
  /** Before the keys themselves, which come last in any case. */
  readonly order: readonly Ordering[];
  readonly top: Top | null;
  /** `dates`: a row for each date of the scope; only of a report by `day` alone. */
  readonly fill: 'dates' | null;
}

export type RowKind = 'runs' | 'records' | 'traces';

export interface Grouping {
  readonly field: FieldReference;
  readonly heading: string;
  /** What a missing key prints. It stays apart from a text that reads the same. */
  readonly missing: string;
}

/** A name of `define` is put in place of itself when the definition is read, so none is left here. */
export type Condition =
  | {readonly kind: 'all' | 'any'; readonly conditions: readonly Condition[]}
  | {readonly kind: 'not'; readonly condition: Condition}
  /** True for a record or trace if any of its runs, at any depth, meets the condition. */
  | {readonly kind: 'some-run'; readonly condition: Condition}
  | {readonly kind: 'test'; readonly field: FieldReference; readonly test: Test};

export type Operand = string | number | boolean;

/**
 * - `is`: equal to the operand (numbers by decimal value); `in`: to one of several. A missing value is equal to nothing.
 * - `exists`, `text`: there is a value; it is a text. The operand says whether that should be so.
 * - `starts`, `ends`, `contains`: of texts, by code units; `contains` of a list: one of its elements is that text.
 * - the others: numbers by value, times as instants, texts by code point. Never true of a missing value, nor of two types.
 *
 * `not` of the notation is the negation of `is`, so it holds for a missing value.
 */
export type Test =
  | {readonly kind: 'is'; readonly operand: Operand}
  | {readonly kind: 'in'; readonly operands: readonly Operand[]}
  | {readonly kind: 'exists' | 'text'; readonly operand: boolean}
  | {readonly kind: 'starts' | 'ends' | 'contains'; readonly operand: string}
  | {readonly kind: 'gt' | 'gte' | 'lt' | 'lte'; readonly operand: string | number};

export interface NamedMeasure {
  readonly name: string;
  readonly measure: Measure;
}

/**
 * A new measure is a new kind here. `tsc` then asks for what it gathers (`measure-plan.ts`, `gathering.ts`) and for how it is written
 * (`src/definitions/measures.ts`).
 */
export type Measure =
  | {readonly kind: 'count'; readonly condition: Condition | null}
  /** How many different values. Values of `trace_id` count as traces do: by project, date and trace id. */
  | {readonly kind: 'distinct'; readonly field: FieldReference}
  /** How many units have a value. */
  | {readonly kind: 'known'; readonly field: FieldReference}
  /** Over the units that have a number; missing if no unit has one. */
  | {readonly kind: 'sum' | 'min' | 'max' | 'average'; readonly field: FieldReference; readonly digits: number | null}
  /** By nearest rank: the smallest value for which at least `percent` of 100 of all values are no greater. */
  | {
      readonly kind: 'percentile';
      readonly field: FieldReference;
      readonly percent: number;
      readonly digits: number | null;
    }
  /** Of two other measures by their names: a hundred times the quotient, or the quotient. */
  | {
      readonly kind: 'percent' | 'share';
      readonly part: string;
      readonly whole: string;
      readonly digits: number;
      /** What it prints if it is missing: if the whole is zero or missing, or the part is missing. Empty: what the column says. */
      readonly empty: string;
    };

/** One of the keys, by its place in `by`, or a measure by its name. */
export type Column =
  | {readonly kind: 'key'; readonly at: number}
  | {readonly kind: 'measure'; readonly name: string; readonly heading: string; readonly missing: string};

export interface Ordering {
  readonly column: {readonly kind: 'key'; readonly at: number} | {readonly kind: 'measure'; readonly name: string};
  readonly direction: 'asc' | 'desc';
}

export interface Top {
  readonly by: string;
  readonly rows: number;
  /** The first key of the row for all others; null leaves them out. */
  readonly rest: string | null;
}
