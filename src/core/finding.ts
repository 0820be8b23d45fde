/** Whether something is in place. `warning`: it works, and somebody should look. `wrong`: something does not work. */
export type FindingState = 'ok' | 'warning' | 'wrong';

/** The result of a look at one thing. */
export interface Finding {
  /** What it belongs to, such as `Database`. */
  readonly topic: string;
  readonly state: FindingState;
  /** One sentence, without a secret. */
  readonly message: string;
  /** What to do, a sentence or a command; null if there is nothing to do. */
  readonly next: string | null;
}

const ORDER: readonly FindingState[] = ['ok', 'warning', 'wrong'];

/** The worst of all; `ok` if there is none. */
export function worstState(findings: readonly Pick<Finding, 'state'>[]): FindingState {
  return ORDER[Math.max(0, ...findings.map(({state}) => ORDER.indexOf(state)))] ?? 'ok';
}
