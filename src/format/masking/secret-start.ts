/** A secret that starts here. `to` is null if nothing closes it: `ValueEnds.endsBare` says how far a bare value goes. */
export interface SecretStart {
  readonly from: number;
  readonly to: number | null;
  /** How often the syntax in front of it is percent-encoded. */
  readonly depth: number;
  /** It is the value of a query parameter, rather than of an assignment. */
  readonly isParameter: boolean;
}

/** A secret with both ends known; null for an empty one. */
export function closed(from: number, to: number, depth: number): SecretStart | null {
  return to > from ? {from, to, depth, isParameter: false} : null;
}
