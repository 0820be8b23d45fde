import {byEvidence, counted, isAmount, type Judge, judged} from './judgement.ts';

/** Candidate's time by control's, of the same question at the same moment; the median, so that neither a cold start nor a pause decides. */
export const latency: Judge = byEvidence(
  ({requirements}) =>
    `candidate takes at most ${requirements.latency} times as long, over at least ${counted(requirements.pairs, 'pair')}`,
  ({requirements}, {ratios}, need) => {
    const pairs = counted(ratios.length, 'pair');
    const median = medianOf(ratios);
    const canTell =
      isAmount(requirements.pairs) && isAmount(requirements.latency) && ratios.length >= requirements.pairs;
    if (median === null || !canTell) return judged('unknown', pairs, need);
    const have = `${Number(median.toPrecision(3))} times, over ${pairs}`;
    return judged(median <= requirements.latency ? 'met' : 'broken', have, need);
  },
);

/** For an even number, the middle between the two in the middle; null if there is none. */
export function medianOf(values: readonly number[]): number | null {
  const ordered = Float64Array.from(values).sort();
  const upper = ordered[ordered.length >> 1];
  const lower = ordered[(ordered.length - 1) >> 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}
