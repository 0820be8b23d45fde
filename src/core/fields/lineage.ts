import type {RunValues, TraceValues} from './run-values.ts';
import {runOf, type TraceRuns, traceRuns, type Unit} from './unit.ts';

/**
 * The run above each run of one trace: the run in whose `child_runs` it stands; for a record's own run, the run that `parent_run_id` names.
 * If the way up leads in a circle, the run has neither a depth nor a parent.
 */
export class Lineage {
  readonly #runs: TraceRuns;
  /** Where `parent_run_id` stands among the values. */
  readonly #parentAt: number;
  /** Null for a run on or below a circle. */
  readonly #depths = new Map<RunValues, number | null>();

  constructor(trace: TraceValues, parentAt: number) {
    this.#runs = traceRuns(trace);
    this.#parentAt = parentAt;
  }

  /** How many runs stand above it, as far as the trace has them. */
  depth(unit: Unit): number | null {
    const below = new Set<RunValues>();
    let depth: number | null = -1;
    for (let current: Unit | null = unit; current !== null; current = this.#above(current)) {
      const run = runOf(current);
      if (run === undefined) return null;
      const known = this.#depths.get(run);
      if (known !== undefined || below.has(run)) {
        depth = known ?? null;
        break;
      }
      below.add(run);
    }
    for (const run of [...below].reverse()) {
      depth = depth === null ? null : depth + 1;
      this.#depths.set(run, depth);
    }
    return depth;
  }

  parent(unit: Unit): Unit | null {
    return this.depth(unit) === null ? null : this.#above(unit);
  }

  #above(unit: Unit): Unit | null {
    const run = runOf(unit);
    if (run === undefined) return null;
    if (run.parent !== null) return {...unit, at: run.parent};
    const id = run.values[this.#parentAt];
    return typeof id === 'string' ? (this.#runs.byId.get(id) ?? null) : null;
  }
}
