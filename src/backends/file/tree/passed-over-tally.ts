import {type PassedOver, together} from '../../../core/passed-over.ts';

/** What was passed over in the directories of a tree. A directory that is listed again counts once. */
export class PassedOverTally {
  readonly #found = new Map<string, readonly PassedOver[]>();

  /** `place` is where it was found. An earlier note of the same place no longer counts. */
  note(place: string, found: readonly PassedOver[]): void {
    if (found.length > 0) this.#found.set(place, found);
    else this.#found.delete(place);
  }

  /** The sums by kind and project. */
  all(): PassedOver[] {
    const sums = new Map<string, PassedOver>();
    for (const each of [...this.#found.values()].flat()) {
      const key = JSON.stringify([each.kind, each.project]);
      const sum = sums.get(key);
      sums.set(key, sum === undefined ? each : together(sum, each));
    }
    return [...sums.values()];
  }
}
