import type {PulledRunReader} from './pulled-run.ts';
import {endOf} from './slice.ts';
import {NO_SLICE, type PageDraft} from './spool/spool.ts';
import type {PullState} from './spool/state.ts';

const OPENING_BRACE = 0x7b;

/** What of a page is kept. */
export class PageSorting {
  readonly #reader: PulledRunReader;
  readonly #state: PullState;
  readonly #draft: PageDraft;
  readonly #begin: number;
  readonly #end: number;
  /** After the last moment that is asked for. */
  readonly #last: number;
  #leftOut = 0;
  readonly #outlasting = new Set<string>();

  constructor(state: PullState, draft: PageDraft, reader: PulledRunReader) {
    this.#reader = reader;
    const {from, to, overlap} = state.asked;
    this.#state = state;
    this.#draft = draft;
    this.#begin = Date.parse(`${from}T00:00:00Z`);
    this.#end = endOf(to);
    this.#last = Math.min(this.#end + overlap, state.startedAt);
  }

  async take(bytes: Buffer): Promise<void> {
    const run = this.#reader.read(bytes);
    if (run !== null) {
      const {id, start, traceStart} = run;
      this.#draft.count(id, start === null ? NO_SLICE : sliceAt(this.#state, start));
      // A trace is of the date on which its root started. If nobody knows that date, the import decides.
      if (traceStart !== null && (traceStart < this.#begin || traceStart >= this.#end)) {
        this.#leftOut += 1;
        return;
      }
      if (run.end !== null && run.end >= this.#last) this.#outlasting.add(run.traceId);
    }
    // A page that begins with another value would not be taken for JSON, and all of it would be lost.
    await this.#draft.write(
      bytes[0] === OPENING_BRACE ? bytes : Buffer.concat([Buffer.from('['), bytes, Buffer.from(']')]),
    );
  }

  result(): {readonly leftOut: number; readonly outlasting: ReadonlySet<string>} {
    return {leftOut: this.#leftOut, outlasting: this.#outlasting};
  }
}

function sliceAt({slices}: PullState, moment: number): number {
  const at = slices.findIndex(({kind, from, to}) => kind !== 'late' && from <= moment && moment < to);
  return at === -1 ? NO_SLICE : at;
}
