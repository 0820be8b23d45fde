import type {UnitPart} from './unit-part.ts';

/** What all units of a report in a scope give, if a source has counted the units that give the same. */
export interface CountedParts {
  /** Of the scope, whether or not any of their units count. */
  readonly records: number;
  readonly parts: readonly CountedPart[];
}

/** What several units give, each of them exactly this. */
export interface CountedPart extends Pick<UnitPart, 'keys' | 'inputs'> {
  readonly times: number;
}
