import type {QueryPlan} from '../../backends/db/query-plan.ts';

/** A report asks a handful of statements, a comparison as many for each question. More tell nothing new. */
const MOST = 100;

let taken: QueryPlan[] = [];
let isFull = false;

/** Keeps a plan until the run is written down; of one statement that is asked again and again the first ones, and none past a bound. */
export function keepPlan(plan: QueryPlan): void {
  isFull = taken.length >= MOST;
  if (!isFull) taken.push(plan);
}

/** Gives back what was kept, and whether there were more; nothing is kept afterwards. */
export function takePlans(): {readonly plans: readonly QueryPlan[]; readonly isFull: boolean} {
  const found = {plans: taken, isFull};
  taken = [];
  isFull = false;
  return found;
}
