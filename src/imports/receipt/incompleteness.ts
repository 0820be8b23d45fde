import type {Connection} from '../../backends/db/sqlite/driver.ts';
import {placeText} from '../place-text.ts';
import {type PlanGap, planGaps} from '../plan/queries/gaps.ts';
import type {Incompleteness} from './receipt.ts';
import type {TallyResult} from './tally.ts';
import type {Elsewhere} from './written-counts.ts';

/** How each kind goes on from its count. */
const KINDS: Readonly<Record<PlanGap['kind'], string>> = {
  parents: 'runs whose parent is missing',
  roots: 'traces whose root is missing',
  pending: 'runs that had not ended',
  circles: 'runs whose parents lead in a circle',
};

/** What is known to be missing, or to count twice, after all was read and written. */
export async function incompletenessOf(
  scratch: Connection,
  gaps: TallyResult,
  elsewhere: Elsewhere,
): Promise<Incompleteness[]> {
  const found: Incompleteness[] = [];
  if (gaps.count > 0) {
    const examples = gaps.first.map(({place, reason}) => `${place} ${reason}`);
    found.push({what: 'places where the source itself is cut', count: gaps.count, examples});
  }
  for (const {kind, count, id, ...place} of await planGaps(scratch)) {
    found.push({what: KINDS[kind], count, examples: [`${id} in ${placeText(place)}`]});
  }
  if (elsewhere.count > 0) {
    const what = 'files that hold the same runs under another project or date, where they count, too';
    found.push({what, ...elsewhere});
  }
  return found;
}
