import type {Outcome} from '../../result.ts';

/** How long a side took for its answers, in milliseconds. Both sides run at once, so each slows the other down. */
export interface LatencyDocument {
  readonly median: number;
  readonly p95: number;
  readonly total: number;
}

/** Null where the side answered nothing. */
export function latencyDocument(outcomes: readonly Outcome[]): LatencyDocument | null {
  const times = outcomes.filter(({outcome}) => outcome === 'answered').map(({milliseconds}) => milliseconds);
  const middle = median(times);
  if (middle === null) return null;
  return {median: middle, p95: quantile(times, 0.95), total: times.reduce((sum, time) => sum + time, 0)};
}

/** Null of nothing. */
export function median(times: readonly number[]): number | null {
  return times.length === 0 ? null : quantile(times, 0.5);
}

/** The smallest time that at least this share of the times does not exceed. */
function quantile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((left, right) => left - right);
  return sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)] as number;
}
