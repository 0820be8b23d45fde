import type {RecordChange} from '../../compare/records/record-change.ts';
import type {Explained} from '../../compare/result.ts';
import {compareInstants, parseInstant} from '../../core/instant.ts';
import type {DayName} from './data-state.ts';

/** A record that is to blame for a difference, and which side holds the newer snapshot of it; null if neither does. */
export interface DatedBlame {
  readonly day: DayName;
  readonly newer: 'control' | 'candidate' | null;
}

const EXTRACTED_AT = '$.metadata.extracted_at';

/** The records to blame, with the side whose `extracted_at` is later. A record that one side alone has is no older on the other. */
export function datedBlame(explained: Extract<Explained, {outcome: 'explained'}>): DatedBlame[] {
  const {explanation, changes} = explained;
  return explanation.blamed.map(({kind, key: {project, date}}, at) => {
    const day = {project, date};
    if (kind === 'extra') return {day, newer: 'candidate'};
    return {day, newer: newerIn(changes[at] ?? [])};
  });
}

/** Missing or unreadable counts as oldest, as between the files of one record. */
function newerIn(changes: readonly RecordChange[]): DatedBlame['newer'] {
  const change = changes.find(({path}) => path === EXTRACTED_AT);
  if (change === undefined) return null;
  const [left, right] = [parseInstant(change.control), parseInstant(change.candidate)];
  if (left === null && right === null) return null;
  if (left === null) return 'candidate';
  if (right === null) return 'control';
  const order = compareInstants(left, right);
  return order === 0 ? null : order > 0 ? 'control' : 'candidate';
}
