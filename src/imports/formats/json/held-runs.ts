import type {Given, GivenRun} from '../../given.ts';
import type {GroupAround} from './run-group.ts';

/** Runs wait for the name of their trace as long as they are not more than this together. */
const MOST_BYTES = 16_777_216;

/**
 * Runs of an object that may say only behind them which trace they are of, as objects with sorted keys do. From the first one that
 * does not say so itself, all of them wait, in their order.
 */
export class HeldRuns {
  readonly #held: Given[] = [];
  #bytes = 0;
  #isHolding = false;

  /** Whether runs went on that waited in vain. */
  get isOverfull(): boolean {
    return this.#bytes > MOST_BYTES;
  }

  /** `isTraceless`: the run says nothing about its trace, and nothing before it did. */
  *take(given: Given, isTraceless: boolean): Generator<Given> {
    if (isTraceless && this.#bytes === 0) this.#isHolding = true;
    if (!this.#isHolding) {
      yield given;
      return;
    }
    this.#held.push(given.kind === 'run' ? kept(given) : given);
    if (given.kind === 'run') this.#bytes += given.json.length;
    if (this.isOverfull) yield* this.release(null);
  }

  /** `around` is what the object says in the end; null if nobody knows. */
  *release(around: GroupAround | null): Generator<Given> {
    this.#isHolding = false;
    for (const given of this.#held.splice(0)) {
      if (given.kind !== 'run' || around === null) yield given;
      else yield {...given, around: {...given.around, traceId: given.around.traceId ?? around.traceId}};
    }
  }
}

/** It outlives the text that it stands in, and what was found there. */
function kept({members: _, ...given}: GivenRun): GivenRun {
  return {...given, json: Buffer.from(given.json)};
}
