import type Fraction from 'fraction.js';
import type {Instant} from '../instant.ts';
import type {Scope} from '../scope.ts';
import type {ReportDefinition} from './definition.ts';

/** The exact result of a definition in one scope: nothing in it is rounded, masked or cut. */
export interface Table {
  readonly definition: ReportDefinition;
  readonly scope: Scope;
  /** In the order in which they are printed. */
  readonly rows: readonly TableRow[];
  /** How many records are behind it, whether or not they count. No records is not the same as no rows. */
  readonly records: number;
}

export interface TableRow {
  /** `rest` is what `top` adds up: its first key is the label and it has no others. */
  readonly kind: 'group' | 'rest';
  /** One for each grouping, as printed if it is not missing; null if it is. */
  readonly keys: readonly (string | null)[];
  /** One for each measure of the definition, in that order, whether or not a column shows it. */
  readonly cells: readonly Cell[];
}

/** A number, an instant (`min` and `max` of times), or null for a missing one. */
export type Cell = Fraction | Instant | null;
