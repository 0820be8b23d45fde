import {distance} from 'fastest-levenshtein';

/** If so many letters, or fewer, were changed, added or left out, a name counts as a typing error of another. */
const MOST_CHANGES = 3;

/** The known name that somebody most likely meant, or null. */
export function nearestName(name: string, known: readonly string[]): string | null {
  const best = known
    .map((candidate) => ({candidate, changes: distance(name.toLowerCase(), candidate.toLowerCase())}))
    .sort((left, right) => left.changes - right.changes)[0];
  if (best === undefined || best.changes > Math.min(MOST_CHANGES, Math.ceil(name.length / 2))) return null;
  return best.candidate;
}

/** ` Did you mean 'latency'?`, ` Known: a, b.` for short lists, or nothing. */
export function nearest(name: string, known: readonly string[]): string {
  const best = nearestName(name, known);
  if (best !== null) return ` Did you mean '${best}'?`;
  return known.length > 0 && known.length <= 40 ? ` Known: ${known.join(', ')}.` : '';
}
