import type {Connection} from '../../backends/db/sqlite/driver.ts';
import {placeText} from '../place-text.ts';
import {type PlanGap, planGaps} from '../plan/queries/gaps.ts';
import type {Incompleteness} from './receipt.ts';
import type {TallyResult} from './tally.ts';
import type {Elsewhere} from './written-counts.ts';

/** How each kind goes on from its count: of one, and of several. */
type Words = readonly [one: string, several: string];

const KINDS: Readonly<Record<PlanGap['kind'], Words>> = {
  parents: ['run whose parent is missing', 'runs whose parent is missing'],
  roots: ['trace whose root is missing', 'traces whose root is missing'],
  pending: ['run that had not ended', 'runs that had not ended'],
  alone: [
    'run that says nothing of its trace, and counts as one of its own',
    'runs that say nothing of their traces, and count as traces of their own',
  ],
  nested: [
    'nested run that does not count, since a newer snapshot of its trace lacks it',
    'nested runs that do not count, since newer snapshots of their traces lack them',
  ],
  children: [
    'run that another one names as its child and that is missing',
    'runs that others name as their children and that are missing',
  ],
  circles: ['run whose parents lead in a circle', 'runs whose parents lead in a circle'],
};
const SIGNS: Words = ['sign in the source that something is missing', 'signs in the source that something is missing'];
const ELSEWHERE: Words = [
  'file that holds the same run under another project or date, where it counts, too',
  'files that hold the same runs under another project or date, where they count, too',
];

/** What is known to be missing, or to count twice, after all was read and written. */
export async function incompletenessOf(
  scratch: Connection,
  gaps: TallyResult,
  elsewhere: Elsewhere,
): Promise<Incompleteness[]> {
  const found: Incompleteness[] = [];
  if (gaps.count > 0) {
    const examples = gaps.first.map(({place, reason}) => `${place} ${reason}`);
    found.push({what: words(SIGNS, gaps.count), count: gaps.count, examples});
  }
  for (const {kind, count, id, ...place} of await planGaps(scratch)) {
    found.push({what: words(KINDS[kind], count), count, examples: [`${id} in ${placeText(place)}`]});
  }
  if (elsewhere.count > 0) found.push({what: words(ELSEWHERE, elsewhere.count), ...elsewhere});
  return found;
}

function words([one, several]: Words, count: number): string {
  return count === 1 ? one : several;
}
