import leven from 'leven';

/** With up to so many letters to change, add or leave out a name is taken for a slip of another. */
const MOST_CHANGES = 3;

/** ` Did you mean 'latency'?`, ` Known: a, b.` for short lists, or nothing. */
export function nearest(name: string, known: readonly string[]): string {
  const best = known
    .map((candidate) => ({candidate, changes: leven(name.toLowerCase(), candidate.toLowerCase())}))
    .sort((left, right) => left.changes - right.changes)[0];
  if (best !== undefined && best.changes <= Math.min(MOST_CHANGES, Math.ceil(name.length / 2))) {
    return ` Did you mean '${best.candidate}'?`;
  }
  return known.length > 0 && known.length <= 40 ? ` Known: ${known.join(', ')}.` : '';
}
