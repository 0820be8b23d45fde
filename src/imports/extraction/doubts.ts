import {groupedNumber} from '../../core/grouped-number.ts';
import type {GivenGap, Place} from '../given.ts';

/** Files with the same doubt: it is said once for all of them, with the first as an example. */
export class Doubts {
  #first: Place | null = null;
  #lastFile: string | null = null;
  #files = 0;

  /** The files come one after the other. */
  note(place: Place): void {
    this.#first ??= place;
    if (place.file !== this.#lastFile) this.#files += 1;
    this.#lastFile = place.file;
  }

  /** One gap or none. `what` is given a function that begins the sentence, for one file and for many. */
  *gaps(what: (begin: (one: string, many: string) => string) => string): Generator<GivenGap> {
    if (this.#first === null) return;
    const others = this.#files - 1;
    const begin = (one: string, many: string): string => {
      if (others === 0) return one;
      return `and ${groupedNumber(others)} other ${others === 1 ? 'file' : 'files'} ${many}`;
    };
    yield {kind: 'gap', place: this.#first, what: what(begin)};
  }
}
