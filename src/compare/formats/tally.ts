import type {ResultDocument} from './documents/comparison.ts';

/** The results of a group of questions, counted as in the summary. */
export interface Tally {
  readonly matched: number;
  readonly mismatched: number;
  readonly waived: number;
  readonly inconclusive: number;
  readonly parity: number | null;
  readonly controlRecords: number;
  readonly candidateRecords: number;
}

export function tally(results: readonly ResultDocument[]): Tally {
  const count = (test: (result: ResultDocument) => boolean): number => results.filter(test).length;
  const [matched, mismatched] = [
    count(({verdict}) => verdict === 'matched'),
    count(({verdict}) => verdict === 'mismatched'),
  ];
  return {
    matched,
    mismatched,
    waived: count(({waiver}) => waiver !== null),
    inconclusive: count(({verdict}) => verdict === 'inconclusive'),
    parity: matched + mismatched === 0 ? null : matched / (matched + mismatched),
    controlRecords: results.reduce((sum, {control}) => sum + (control.records ?? 0), 0),
    candidateRecords: results.reduce((sum, {candidate}) => sum + (candidate.records ?? 0), 0),
  };
}

/** The results by their key, the groups in the order in which they first appear. */
export function grouped(
  results: readonly ResultDocument[],
  keyOf: (result: ResultDocument) => string,
): ReadonlyMap<string, readonly ResultDocument[]> {
  const groups = new Map<string, ResultDocument[]>();
  for (const result of results) {
    const key = keyOf(result);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [result]);
    else group.push(result);
  }
  return groups;
}
