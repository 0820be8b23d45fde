import type {LiftedHold} from './act.ts';

const DAY_MILLISECONDS = 86_400_000;

/** The moment from which on a lifted hold counts for a new hold: for `Ledger.lifted`. */
export function countsSince(at: string, secondWithinDays: number): string {
  return new Date(Date.parse(at) - secondWithinDays * DAY_MILLISECONDS).toISOString();
}

/** Whether a hold at this moment is a second one: another of the project was lifted no more than so many days before it. */
export function isSecondHold(lifted: readonly LiftedHold[], at: string, secondWithinDays: number): boolean {
  const since = countsSince(at, secondWithinDays);
  return lifted.some(({releasedAt}) => releasedAt >= since);
}
