/** How long a side took for its answers, in milliseconds. Both sides run at once, so each slows the other down. */
export interface LatencyDocument {
  /** How many answers were measured, and how many were not because they came from memory. */
  readonly questions: number;
  readonly fromMemory: number;
  readonly median: number;
  readonly p95: number;
  readonly total: number;
}

/** The facts of an outcome. */
interface Timed {
  readonly outcome: 'answered' | 'failed';
  readonly milliseconds: number;
  readonly fromMemory?: boolean;
}

/** Null if no answer was measured. */
export function latencyDocument(outcomes: readonly Timed[]): LatencyDocument | null {
  const answered = outcomes.filter(({outcome}) => outcome === 'answered');
  const measured = answered.filter(({fromMemory}) => fromMemory !== true);
  const times = measured.map(({milliseconds}) => milliseconds);
  const middle = median(times);
  if (middle === null) return null;
  const questions = measured.length;
  return {
    questions,
    fromMemory: answered.length - questions,
    median: middle,
    p95: quantile(times, 0.95),
    total: times.reduce((sum, time) => sum + time, 0),
  };
}

/** Null for an empty list. */
export function median(times: readonly number[]): number | null {
  return times.length === 0 ? null : quantile(times, 0.5);
}

/** The smallest time that at least this share of the times does not exceed. */
function quantile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((left, right) => left - right);
  return sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)] as number;
}
