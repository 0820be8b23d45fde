/** A secret that starts here. `to` is null where nothing closes it: a bare value ends where `ValueEnds.endsBare` says. */
export interface SecretStart {
  readonly from: number;
  readonly to: number | null;
  /** How often the syntax in front of it is percent-encoded. */
  readonly depth: number;
  /** It is the value of a query parameter, rather than of an assignment. */
  readonly isParameter: boolean;
}

/** A secret of which both ends are known; null for an empty one. */
export function closed(from: number, to: number, depth: number): SecretStart | null {
  return to > from ? {from, to, depth, isParameter: false} : null;
}
