import type {Unit} from '../fields/unit.ts';
import type {UnitInput} from './gathering.ts';
import type {Key} from './groups.ts';

/** What one unit adds to a table. Its keys say to which row, its inputs what; all of a table is the sum of such parts. */
export interface UnitPart {
  readonly unit: Unit;
  /** One for each grouping. */
  readonly keys: readonly Key[];
  /** One for each input of the plan; `PlannedMeasure.input` says which of them is a measure's. */
  readonly inputs: readonly UnitInput[];
}
