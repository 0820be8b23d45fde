import {type Stage, stages} from '../stage.ts';
import {serveCandidate, serveControl} from './alone.ts';
import type {Serving} from './serving.ts';

type Way = <M>(serving: Serving<M>) => Promise<void>;

/** By when both sides are compared. The modules that compare are loaded when they are needed, since no other report should wait for them. */
const COMPARING: Readonly<Record<NonNullable<Stage['compares']>, () => Promise<Way>>> = {
  after: async () => (await import('./shadow.ts')).serveAfter,
  before: async () => (await import('./live.ts')).serveBefore,
};

/** By whose answer is printed, if one side alone is asked. */
const ALONE: Readonly<Record<Exclude<Stage['prints'], 'agreed'>, Way>> = {
  control: serveControl,
  candidate: serveCandidate,
};

/**
 * Serves one report at its stage, from the first question to the last line on stderr. What it does follows from the row of the stage
 * alone.
 *
 * @throws what went wrong with the report; never what went wrong with a comparison or the ledger
 */
export async function serve<M>(serving: Serving<M>): Promise<void> {
  const {compares, prints} = stages[serving.stage];
  const way = compares === null ? ALONE[prints === 'agreed' ? 'candidate' : prints] : await COMPARING[compares]();
  await way(serving);
}
