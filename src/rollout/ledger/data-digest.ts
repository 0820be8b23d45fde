import {digestOf} from '../../core/digest.ts';

/** What one side says about a part of its data. */
export interface DataPart {
  readonly side: 'control' | 'candidate';
  /** Such as a project and a date, or how far a load reaches. */
  readonly about: string;
  /** Another text whenever the data is another: a digest of a listing, a change counter. Null if the side cannot tell. */
  readonly state: string | null;
}

/**
 * A digest of the data behind both answers: equal for two comparisons that saw the same, in whatever order it was said. Null if a
 * side cannot tell, or says nothing at all: what is not known is never the same.
 */
export function dataDigest(parts: readonly DataPart[]): string | null {
  const sides = new Set(parts.map(({side}) => side));
  if (sides.size < 2 || parts.some(({state}) => state === null)) return null;
  return digestOf(parts.map(({side, about, state}) => JSON.stringify([side, about, state])).sort());
}
