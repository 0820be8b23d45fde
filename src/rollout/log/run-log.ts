import type {QueryPlan} from '../../backends/db/query-plan.ts';
import {type Part, parts, type RunFacts, type RunLine} from './run-line.ts';

/** How a run ended, as whoever started it knows. */
export interface RunEnd
  extends Pick<RunLine, 'version' | 'user' | 'command' | 'arguments' | 'exitCode' | 'interrupted' | 'bytes'> {
  readonly plans: readonly QueryPlan[];
}

/**
 * What there is to say of one run, gathered while it runs: facts that its command adds, and which part of it took how long. Whether it is written
 * anywhere is not known here, so it costs next to nothing.
 */
export class RunLog {
  #facts: RunFacts = {};
  #part: Part = 'start';
  /** Where the part at hand began; zero is the start of the process. */
  #since = 0;
  readonly #spent = new Map<Part, number>(parts.map((part) => [part, 0]));

  /** Adds facts; a later one takes the place of an earlier one. */
  note(facts: RunFacts): void {
    this.#facts = {...this.#facts, ...facts};
  }

  /** From now on time counts as that of this part. One may be entered more than once. */
  enter(part: Part): void {
    const now = performance.now();
    this.#spent.set(this.#part, (this.#spent.get(this.#part) as number) + now - this.#since);
    this.#part = part;
    this.#since = now;
  }

  finish({plans, ...end}: RunEnd): RunLine {
    this.enter('end');
    const {backend = null, compared = null, records = null, failing = null, error = null, events = null} = this.#facts;
    const line = {...end, backend, compared, records, failing, error, events};
    return {
      ...line,
      milliseconds: this.#milliseconds(),
      // The kernel counts in KiB.
      peakMemory: process.resourceUsage().maxRSS * 1024,
      ...(plans.length > 0 ? {plans} : {}),
    };
  }

  /** Rounded before they are added up, so that the total is the sum of what stands beside it. */
  #milliseconds(): RunLine['milliseconds'] {
    const microseconds = parts.map((part) => [part, Math.round((this.#spent.get(part) as number) * 1000)] as const);
    const total = microseconds.reduce((sum, [, spent]) => sum + spent, 0);
    return Object.fromEntries(
      [...microseconds, ['total', total] as const].map(([name, spent]) => [name, spent / 1000]),
    ) as RunLine['milliseconds'];
  }
}
