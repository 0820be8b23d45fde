import type {ComparisonSummary} from './comparison.ts';

/** 2 (a side could not answer) beats 1 (different) beats 0 (the same) beats 3 (nothing was compared). */
export function exitCodeOf({failed, mismatched, matched}: ComparisonSummary): 0 | 1 | 2 | 3 {
  if (failed > 0) return 2;
  if (mismatched > 0) return 1;
  return matched > 0 ? 0 : 3;
}
